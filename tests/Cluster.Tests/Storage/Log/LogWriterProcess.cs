using System.Diagnostics;
using Cluster.Silo.Storage.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cluster.Tests.Storage.Log;

/// <summary>
/// A process that appends to a log until it is killed: this test program itself, started with a variable that sends it here instead of
/// to the tests.
/// </summary>
internal static class LogWriterProcess
{
    private const string Variable = "CLUSTER_TEST_LOG_WRITER";
    private const int Callers = 16;

    public static WriteAheadLogOptions Options { get; } = new() { SegmentBytes = 32 << 10 };

    public static Process Start(string folder)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(LogWriterProcess).Assembly.Location]) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment[Variable] = folder;
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(LogWriterProcess).Assembly.Location;
        return Process.Start(start)!;
    }

    public static ILogDirectory Folder(string folder) => new PhysicalLogDirectory(Path.Combine(folder, "log"));

    /// <summary>How many records the writers of this folder have acknowledged: one byte each.</summary>
    public static long Acknowledged(string folder) => new FileInfo(Path.Combine(folder, "acknowledged")) is { Exists: true } file ? file.Length : 0;

    public static LogReplay Collect(List<long> records) => (_, payload) => records.Add(BitConverter.ToInt64(payload));

    /// <summary>Writes until it is killed, if this process was started by <see cref="Start"/>.</summary>
    public static void RunIfAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { } folder)
            WriteAsync(folder).GetAwaiter().GetResult();
    }

    private static async Task WriteAsync(string folder)
    {
        var state = new List<long>();
        await using var log = WriteAheadLog.Open(Folder(folder), Options, Collect(state), NullLogger.Instance);
        await using var acknowledged = new FileStream(Path.Combine(folder, "acknowledged"), FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        while (true)
        {
            var batch = Enumerable.Range(0, Callers).Select(_ =>
            {
                state.Add(state.Count + 1);
                return log.AppendAsync(0, BitConverter.GetBytes((long)state.Count));
            }).ToArray();
            await Task.WhenAll(batch);
            acknowledged.Write(new byte[batch.Length]);
            if (state.Count % (Callers * 40) == 0)
            {
                var captured = state.ToArray();
                await log.SaveSnapshotAsync(() => captured.Select(number => new LogRecord(0, BitConverter.GetBytes(number))));
            }
        }
    }
}
