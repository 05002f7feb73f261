using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Cluster.Silo.Membership;

internal sealed partial class SiloWatch
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Silo {Name} ({Address}) is dead")]
    private static partial void LogDead(ILogger logger, string name, SiloAddress address);

    [LoggerMessage(Level = LogLevel.Information, Message = "Silo {Name} ({Address}) went from {Before} to {Now}")]
    private static partial void LogChanged(ILogger logger, string name, SiloAddress address, SiloStatus before, SiloStatus now);

    [LoggerMessage(Level = LogLevel.Error, Message = "A listener failed on the change of silo {Name}")]
    private static partial void LogListenerFailed(ILogger logger, Exception fault, string name);
}
