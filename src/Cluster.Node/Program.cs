using Cluster.Node;
using Orleans.Dashboard;
using Orleans.Runtime;

if (NodeConfiguration.Explain(args) is { } explanation)
{
    await Console.Error.WriteLineAsync(explanation);
    return 2;
}

// Its settings lie beside the program, wherever it is started.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddServiceDefaults();
builder.UseOrleans(silo => silo.AddCluster().AddDashboard());

// A stopping silo hands its grains over first; whoever stops it waits half a minute before it kills.
builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(25));

await using var app = builder.Build();
app.MapDefaultEndpoints();
try
{
    await app.StartAsync();
}
catch (Exception e) when (e is OperationCanceledException or OrleansLifecycleCanceledException && app.Lifetime.ApplicationStopping.IsCancellationRequested)
{
    await Console.Out.WriteLineAsync("Asked to stop before this silo had joined the cluster; it ends without having joined.");
    await LeaveAsync();
    return 0;
}

await app.WaitForShutdownAsync();
return 0;

async Task LeaveAsync()
{
    try
    {
        await app.StopAsync();
    }
    catch (InvalidOperationException)
    {
        // Orleans stops no silo that has not come to run. If it is listed already, the others find it gone as they find a dead one.
    }
}
