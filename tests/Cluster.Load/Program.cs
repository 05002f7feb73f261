using Cluster.Load;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// A client process for the tests that kill and pause. What to do comes from its arguments, the cluster's configuration from its environment:
//   locks --client N --names N --workers N --resource PORT --history FILE
//   hold  --name NAME
// and for both, unless the locks are the cluster's: --provider NAME --at WHERE --lease TIME
var builder = Host.CreateApplicationBuilder(args);
builder.Logging.ClearProviders();
builder.Services.AddLockProvider(builder.Configuration);
switch (args)
{
    case ["locks", ..]:
        builder.Services.AddSingleton(builder.Configuration.Get<LockLoadOptions>()!);
        builder.Services.AddHostedService<LockLoad>();
        break;
    case ["hold", ..]:
        builder.Services.AddSingleton(builder.Configuration.Get<LockHoldOptions>()!);
        builder.Services.AddHostedService<LockHold>();
        break;
    default:
        await Console.Error.WriteLineAsync("The only loads are 'locks' and 'hold'.");
        return 2;
}

await builder.Build().RunAsync();
return 0;
