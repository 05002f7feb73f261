using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Transactions.Hosting;

internal static partial class GatheredWorkLog
{
    [LoggerMessage(1, LogLevel.Error, "Something failed of {Count} things to do for participants of transactions.")]
    public static partial void WorkFailed(this ILogger logger, Exception exception, int count);
}
