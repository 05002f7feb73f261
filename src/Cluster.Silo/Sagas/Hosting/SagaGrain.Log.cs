using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Sagas.Hosting;

internal static partial class SagaGrainLog
{
    [LoggerMessage(1, LogLevel.Information, "Saga {SagaId} ({Kind}) is taken over, {State}.")]
    public static partial void TakenOver(this ILogger logger, string sagaId, string kind, string state);

    [LoggerMessage(2, LogLevel.Debug, "Saga {SagaId} ({Kind}) ended: {State}. {Failure}")]
    public static partial void Ended(this ILogger logger, string sagaId, string kind, string state, string? failure);

    [LoggerMessage(3, LogLevel.Warning, "Saga {SagaId}: attempt {Attempt} of {Operation} '{Step}' failed: {Error}")]
    public static partial void AttemptFailed(this ILogger logger, Exception? exception, string sagaId, int attempt, string operation, string step, string error);

    [LoggerMessage(4, LogLevel.Warning, "Saga {SagaId}: its record cannot be written or read; trying again.")]
    public static partial void StorageFailed(this ILogger logger, Exception exception, string sagaId);

    [LoggerMessage(5, LogLevel.Information, "Saga {SagaId}: another activation drives it; this one stops.")]
    public static partial void Fenced(this ILogger logger, string sagaId);

    [LoggerMessage(6, LogLevel.Error, "Saga {SagaId} does not go on. {Problem}")]
    public static partial void Blocked(this ILogger logger, string sagaId, string problem);

    [LoggerMessage(7, LogLevel.Warning, "Saga {SagaId}: the index cannot be updated; trying again.")]
    public static partial void IndexFailed(this ILogger logger, Exception exception, string sagaId);

    [LoggerMessage(8, LogLevel.Warning, "Saga {SagaId}: the message {Key} was not taken; trying again.")]
    public static partial void MessageFailed(this ILogger logger, Exception exception, string sagaId, string key);

    [LoggerMessage(9, LogLevel.Warning, "Sagas without a driver cannot be looked for in shard {Shard}; trying again.")]
    public static partial void WatchFailed(this ILogger logger, Exception exception, int shard);

    [LoggerMessage(10, LogLevel.Warning, "Saga {SagaId}: it has not ended and cannot be reached; trying again.")]
    public static partial void ResumeFailed(this ILogger logger, Exception exception, string sagaId);

    [LoggerMessage(11, LogLevel.Error, "Saga {SagaId}: its driving broke off; it is taken up again.")]
    public static partial void DrivingFailed(this ILogger logger, Exception exception, string sagaId);

    [LoggerMessage(12, LogLevel.Information, "Saga {SagaId}: {Action} {Step} by {By}: {Reason}")]
    public static partial void Intervened(this ILogger logger, string sagaId, string action, string? step, string by, string reason);
}
