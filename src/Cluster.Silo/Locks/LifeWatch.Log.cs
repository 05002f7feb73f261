using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Locks;

internal static partial class LifeWatchLog
{
    [LoggerMessage(1, LogLevel.Warning, "That the holder of {LifeLock} is gone could not be told to its grain; trying again.")]
    public static partial void NotTold(this ILogger logger, Exception exception, string lifeLock);
}
