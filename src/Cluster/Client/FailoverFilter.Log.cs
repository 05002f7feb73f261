using Microsoft.Extensions.Logging;

namespace Cluster.Client;

internal sealed partial class FailoverFilter
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Repeating {Call}, attempt {Attempt}")]
    private static partial void LogRepeating(ILogger logger, Call call, int attempt, Exception? reason);
}
