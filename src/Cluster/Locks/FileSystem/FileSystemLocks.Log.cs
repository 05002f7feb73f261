using Microsoft.Extensions.Logging;

namespace Cluster.Locks.FileSystem;

internal static partial class FileSystemLocksLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease of the lock {Name} with token {Token} could not be renewed; it will be tried again until the lease ends.")]
    public static partial void NotRenewed(this ILogger logger, Exception reason, string name, long token);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lock {Name} with token {Token} was lost: {Why}.")]
    public static partial void Lost(this ILogger logger, string name, long token, string why);
}
