using Microsoft.Extensions.Logging;

namespace Cluster.Locks.RabbitMq;

internal static partial class RabbitMqLocksLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The broker did not answer for the lock {Name} with token {Token}; if it goes on, the lease ends.")]
    public static partial void NotRenewed(this ILogger logger, Exception reason, string name, long token);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lock {Name} with token {Token} was lost: {Why}.")]
    public static partial void Lost(this ILogger logger, string name, long token, string why);
}
