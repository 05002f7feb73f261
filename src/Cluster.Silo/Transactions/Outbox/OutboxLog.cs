using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Transactions.Outbox;

internal static partial class OutboxLog
{
    [LoggerMessage(1, LogLevel.Warning, "Message {Key} of a transaction was not taken; it is handed over until it is.")]
    public static partial void NotTaken(this ILogger logger, Exception exception, string key);
}
