using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Storage.Log;

/// <summary>
/// A silo's write-ahead log with group commit: all records that arrive while one batch is being synced form the next batch and
/// share its sync.
/// </summary>
/// <remarks>
/// <para>When the task of an append completes, the record and all appended before it survive the death of the process and of the machine.
/// Records are recovered in the order in which they were appended; of those not acknowledged, a prefix may be.</para>
/// <para>A failed sync is never repeated and believed: the log fails every pending append with <see cref="LogFailedException"/>, takes no
/// more, and has to be opened again. A full disk is the one failure that the log survives, see <see cref="LogFullException"/>.</para>
/// <para>All members may be called from any thread.</para>
/// </remarks>
internal sealed partial class WriteAheadLog : IAsyncDisposable
{
    private readonly object _gate = new();
    private readonly ILogDirectory _directory;
    private readonly WriteAheadLogOptions _options;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<LogBatch> _closed = new();
    private readonly Queue<WaitingAppend> _waiting = new();
    private readonly Thread? _flusher;

    private LogBatch _filling = new();
    private LogBatch? _spare = new();
    private int _pendingBytes;
    private bool _stopping;
    private Task _newest = Task.CompletedTask;
    private LogFailedException? _failure;

    private WriteAheadLog(ILogDirectory directory, WriteAheadLogOptions options, ILogger logger, RecoveredLog recovered, bool flushes)
    {
        _directory = directory;
        _options = options;
        _logger = logger;
        Recovered = recovered;
        _segment = recovered.Segment;
        _segmentLength = _prepared = recovered.SegmentLength;
        _segments = [.. recovered.Segments];
        _last = recovered.LastSequence;
        _snapshotThrough = recovered.SnapshotThrough;
        if (flushes)
        {
            _flusher = new Thread(FlushUntilStopped) { IsBackground = true, Name = $"log {directory.Path}" };
            _flusher.Start();
        }
    }

    /// <summary>What was found when the log was opened.</summary>
    public RecoveredLog Recovered { get; }

    /// <summary>Every record up to this sequence is durable.</summary>
    public long DurableSequence => Interlocked.Read(ref _last);

    /// <summary>Why the log takes no more records; null while it does.</summary>
    public LogFailedException? Failure
    {
        get
        {
            lock (_gate)
                return _failure;
        }
    }

    /// <summary>Recovers what the folder holds, gives it to <paramref name="replay"/> in order, and opens the log behind it.</summary>
    /// <param name="directory">Belongs to the log from now on, also when opening fails.</param>
    /// <param name="options">Sizes.</param>
    /// <param name="replay">Called for each record of the newest snapshot, then for each record after it.</param>
    /// <param name="logger">Told of cut tails, failures and snapshots.</param>
    /// <exception cref="LogCorruptException">Synced data is damaged or missing; the message names file and offset.</exception>
    public static WriteAheadLog Open(ILogDirectory directory, WriteAheadLogOptions options, LogReplay replay, ILogger logger) =>
        Open(directory, options, replay, logger, flushes: true);

    /// <summary>For tests: without a flusher of its own, the log writes only when <see cref="FlushPending"/> is called.</summary>
    internal static WriteAheadLog Open(ILogDirectory directory, WriteAheadLogOptions options, LogReplay replay, ILogger logger, bool flushes)
    {
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        try
        {
            var recovered = new LogRecovery(directory, replay).Run();
            if (recovered.CutBytes > 0)
                LogTailCut(logger, directory.Path, recovered.CutBytes, recovered.LastSequence);
            LogOpened(logger, directory.Path, recovered.LastSequence, recovered.SnapshotThrough, recovered.Created);
            return new WriteAheadLog(directory, options, logger, recovered, flushes);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Writes and syncs what was appended so far, then closes the files; a snapshot that is being saved is given up or finished first.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }

        if (_flusher is null)
            FlushUntilStopped();
        await _stopped.Task;
        await _snapshot.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _directory.Dispose();
    }
}
