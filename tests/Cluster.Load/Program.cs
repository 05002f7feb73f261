using Cluster.Load;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// A client process for the fault tests. It reads the cluster's configuration from its environment and what to do from its arguments:
//   locks --client N --names N --workers N --resource PORT --history FILE
var builder = Host.CreateApplicationBuilder(args);
builder.Logging.ClearProviders();
builder.Services.AddCluster(builder.Configuration);
if (args is not ["locks", ..])
{
    await Console.Error.WriteLineAsync("The only load is 'locks'.");
    return 2;
}

builder.Services.AddSingleton(builder.Configuration.Get<LockLoadOptions>()!);
builder.Services.AddHostedService<LockLoad>();
await builder.Build().RunAsync();
return 0;
