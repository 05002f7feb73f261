using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Transactions.Watching;

internal static partial class TransactionInspectorLog
{
    [LoggerMessage(1, LogLevel.Debug, "{Silo} does not tell what it has seen of transactions.")]
    public static partial void NotAsked(this ILogger logger, Exception failure, string silo);
}
