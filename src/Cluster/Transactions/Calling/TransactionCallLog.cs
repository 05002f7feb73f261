using Microsoft.Extensions.Logging;

namespace Cluster.Transactions.Calling;

internal static partial class TransactionCallLog
{
    [LoggerMessage(1, LogLevel.Debug, "{Calls} requests to participants of transactions got lost on their way.")]
    public static partial void CallsLost(this ILogger logger, Exception exception, int calls);

    [LoggerMessage(2, LogLevel.Warning, "Participant {Participant} failed in what it was to do for transaction {Transaction}.")]
    public static partial void ParticipantFailed(this ILogger logger, Exception exception, string participant, string transaction);

    [LoggerMessage(3, LogLevel.Debug, "A message with {Calls} declared transactions got lost on its way.")]
    public static partial void SubmissionLost(this ILogger logger, Exception exception, int calls);
}
