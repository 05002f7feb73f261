using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Storage.Log;

internal sealed partial class WriteAheadLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Log {Path} opened at record {Last} (snapshot through {Snapshot}, new: {Created})")]
    private static partial void LogOpened(ILogger logger, string path, long last, long snapshot, bool created);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Log {Path}: cut {Bytes} bytes of a batch that was being written at a crash; it goes on after record {Last}")]
    private static partial void LogTailCut(ILogger logger, string path, long bytes, long last);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Log {Path} failed and takes no more records until it is opened again")]
    private static partial void LogPoisoned(ILogger logger, string path, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Log {Path}: no room for {Records} records; they were refused")]
    private static partial void LogFull(ILogger logger, string path, int records, Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Log {Path}: snapshot through record {Through} saved, {Segments} segments dropped")]
    private static partial void LogSnapshotSaved(ILogger logger, string path, long through, int segments);
}
