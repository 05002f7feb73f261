using Cluster.Silo.Data.Messages;
using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Data.Hosting;

internal static partial class PartitionHostLog
{
    [LoggerMessage(1, LogLevel.Warning, "Job {JobId}: {Stage} task {Index} failed.")]
    public static partial void TaskFailed(this ILogger logger, Exception exception, string jobId, TaskStage stage, int index);

    [LoggerMessage(2, LogLevel.Information, "Job {JobId}: an output cannot be fetched from {Host}.")]
    public static partial void FetchFailed(this ILogger logger, Exception exception, string jobId, string host);

    [LoggerMessage(3, LogLevel.Information, "Job {JobId} is dropped: no driver called for {Minutes} min.")]
    public static partial void JobDropped(this ILogger logger, string jobId, double minutes);

    [LoggerMessage(4, LogLevel.Warning, "Job {JobId}: temporary files beside {Output} could not be deleted.")]
    public static partial void TemporariesLeft(this ILogger logger, Exception exception, string jobId, string output);
}
