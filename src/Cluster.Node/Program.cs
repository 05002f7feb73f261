using Cluster.Node;
using Orleans.Dashboard;

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

var app = builder.Build();
app.MapDefaultEndpoints();
await app.RunAsync();
return 0;
