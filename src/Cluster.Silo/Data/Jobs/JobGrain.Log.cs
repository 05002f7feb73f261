using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Data.Jobs;

internal static partial class JobGrainLog
{
    [LoggerMessage(1, LogLevel.Information, "Job {JobId} ({Kind}) is driven from here, epoch {Epoch}.")]
    public static partial void Driving(this ILogger logger, string jobId, string kind, long epoch);

    [LoggerMessage(2, LogLevel.Information, "Job {JobId} ended: {State} after {Seconds:F2} s. {Error}")]
    public static partial void Ended(this ILogger logger, string jobId, string state, double seconds, string? error);

    [LoggerMessage(3, LogLevel.Information, "Job {JobId}: silo {Silo} is gone.")]
    public static partial void HostLost(this ILogger logger, string jobId, string silo);

    [LoggerMessage(4, LogLevel.Debug, "Job {JobId}: silo {Silo} does not answer.")]
    public static partial void HostDoesNotAnswer(this ILogger logger, Exception exception, string jobId, string silo);

    [LoggerMessage(5, LogLevel.Information, "Job {JobId}: this activation stops driving. {Reason}")]
    public static partial void Fenced(this ILogger logger, string jobId, string reason);

    [LoggerMessage(6, LogLevel.Error, "Job {JobId}: driving broke off; it is taken up again.")]
    public static partial void DrivingFailed(this ILogger logger, Exception exception, string jobId);

    [LoggerMessage(7, LogLevel.Warning, "Job {JobId}: its record cannot be written; trying again.")]
    public static partial void SaveFailed(this ILogger logger, Exception exception, string jobId);

    [LoggerMessage(8, LogLevel.Warning, "Job {JobId}: the index of jobs cannot be updated; trying again.")]
    public static partial void IndexFailed(this ILogger logger, Exception exception, string jobId);

    [LoggerMessage(11, LogLevel.Warning, "Job {JobId}: its progress cannot be noted; a driver that takes over now may count attempts anew.")]
    public static partial void ProgressFailed(this ILogger logger, Exception exception, string jobId);

    [LoggerMessage(9, LogLevel.Warning, "Jobs that run without a driver cannot be looked up; trying again.")]
    public static partial void WatchFailed(this ILogger logger, Exception exception);

    [LoggerMessage(10, LogLevel.Warning, "Job {JobId}: it has not ended and cannot be reached; trying again.")]
    public static partial void ResumeFailed(this ILogger logger, Exception exception, string jobId);
}
