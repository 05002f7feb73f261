using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Transactions.Hosting;

internal static partial class ParticipantHostLog
{
    [LoggerMessage(1, LogLevel.Warning, "The record of {Participant} could not be taken over; it is tried again when somebody asks.")]
    public static partial void TakeOverFailed(this ILogger logger, Exception exception, string participant);

    [LoggerMessage(2, LogLevel.Debug, "Another activation of {Participant} has taken over.")]
    public static partial void Replaced(this ILogger logger, string participant);
}
