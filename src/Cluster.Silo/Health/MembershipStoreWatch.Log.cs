using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Health;

internal sealed partial class MembershipStoreWatch
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The membership store does not answer. This silo serves on with the membership it knows; silos cannot join or be declared dead until the store is back")]
    private static partial void LogUnreachable(ILogger logger, Exception failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "The membership store answers again, after {Outage}")]
    private static partial void LogReachable(ILogger logger, TimeSpan outage);
}
