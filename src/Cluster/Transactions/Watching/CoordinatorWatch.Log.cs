using Microsoft.Extensions.Logging;

namespace Cluster.Transactions.Watching;

internal static partial class CoordinatorWatchLog
{
    [LoggerMessage(4, LogLevel.Debug, "What is shown of {Transactions} transactions got lost on its way.")]
    public static partial void ReportLost(this ILogger logger, Exception exception, int transactions);
}
