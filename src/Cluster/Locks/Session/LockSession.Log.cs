using Microsoft.Extensions.Logging;

namespace Cluster.Locks.Session;

internal static partial class LockSessionLog
{
    [LoggerMessage(1, LogLevel.Debug, "A message about locks may not have arrived; it is sent again, each shard's by its own way.")]
    public static partial void NotSent(this ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "The lock {Name} was lost: {Reason}. {Detail}")]
    public static partial void Lost(this ILogger logger, string name, string reason, string? detail);

    [LoggerMessage(3, LogLevel.Warning, "The barrier {Name} could not be told that a participant that failed to join is none; the others may find it lost.")]
    public static partial void NotLeft(this ILogger logger, Exception exception, string name);
}
