namespace Cluster.Silo.Storage.Log;

internal sealed partial class WriteAheadLog
{
    private const int SnapshotBatchBytes = 1 << 20;
    private readonly List<long> _segments;
    private long _snapshotThrough;
    private int _snapshotting;
    private Task _snapshot = Task.CompletedTask;

    /// <summary>How many segments a start would have to read behind the newest snapshot; the owner's cue to save another.</summary>
    public int SegmentCount
    {
        get
        {
            lock (_gate)
                return _segments.Count;
        }
    }

    /// <summary>Replaces everything appended so far by records that stand for the same state, and frees the segments before them.</summary>
    /// <param name="capture">
    /// Called once, before this method returns its task. What it returns must contain the effect of every record appended before this
    /// call. It is enumerated later, on another thread, while appends go on; it may contain the effects of later records if replaying
    /// those over it changes nothing.
    /// </param>
    /// <param name="cancellationToken">Leaves the log as it was.</param>
    /// <returns>Completes when the snapshot is durable. Until then, and if it fails, the log recovers from what it had before.</returns>
    /// <exception cref="InvalidOperationException">Another snapshot is being saved.</exception>
    /// <exception cref="LogFullException">There is no room for the snapshot; the log is as before.</exception>
    /// <exception cref="IOException">The snapshot could not be written; the log is as before, unless it is a <see cref="LogFailedException"/>.</exception>
    /// <exception cref="LogFailedException">The log failed.</exception>
    public Task SaveSnapshotAsync(Func<IEnumerable<LogRecord>> capture, CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _snapshotting, 1) == 1)
            throw new InvalidOperationException("A snapshot is being saved already; wait for it.");

        try
        {
            var boundary = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_gate)
            {
                ThrowIfClosed();
                // Records that come from now on stand behind the boundary, in a segment of their own.
                _filling.Boundary = boundary;
                _closed.Enqueue(_filling);
                _filling = NextBatch();
                Monitor.Pulse(_gate);
            }

            return _snapshot = SaveSnapshotAsync(boundary.Task, capture(), cancellationToken);
        }
        catch
        {
            Volatile.Write(ref _snapshotting, 0);
            throw;
        }
    }

    private async Task SaveSnapshotAsync(Task<long> boundary, IEnumerable<LogRecord> records, CancellationToken cancellationToken)
    {
        try
        {
            var through = await boundary;
            if (through == _snapshotThrough)
                return;
            await Task.Run(() => WriteSnapshot(through, records, cancellationToken), cancellationToken);

            // Effects of records after the boundary may stand in the snapshot: they must be durable before it replaces anything,
            // or a crash could keep a later record and lose an earlier one.
            Task written;
            lock (_gate)
            {
                ThrowIfClosed();
                written = _newest;
            }

            // A record refused for want of room never counted as appended, so only the log's own failure matters here.
            await written.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lock (_gate)
                ThrowIfClosed();
            await Task.Run(() => InstallSnapshot(through), CancellationToken.None);
        }
        finally
        {
            Volatile.Write(ref _snapshotting, 0);
        }
    }

    private void WriteSnapshot(long through, IEnumerable<LogRecord> records, CancellationToken cancellationToken)
    {
        var name = LogFileNames.Snapshot(through) + LogFileNames.Temporary;
        if (_directory.List().Contains(name))
            _directory.Delete(name);

        try
        {
            using var file = _directory.Create(name);
            var header = new byte[LogHeader.Bytes];
            new LogHeader(LogHeader.FileKind.Snapshot, Recovered.Identity, through).Write(header);
            file.Write(0, header);
            var (offset, next, batch) = ((long)header.Length, 1L, new LogBatch());
            foreach (var record in records)
            {
                cancellationToken.ThrowIfCancellationRequested();
                batch.Add(record.Stream, record.Payload.Span);
                if (batch.BodyBytes >= SnapshotBatchBytes)
                    WriteBatch();
            }

            if (batch.Count > 0)
                WriteBatch();
            WriteBatch();
            file.Sync();

            void WriteBatch()
            {
                var bytes = batch.Seal(Recovered.Identity, next);
                file.Write(offset, bytes);
                offset += bytes.Length;
                next += batch.Count;
                batch.Reset();
            }
        }
        catch (IOException exception) when (LogFullException.Describes(exception))
        {
            _directory.Delete(name);
            throw new LogFullException(_directory.Path, exception);
        }
    }

    private void InstallSnapshot(long through)
    {
        try
        {
            var name = LogFileNames.Snapshot(through);
            _directory.Rename(name + LogFileNames.Temporary, name);
            // The new name first: were the old files gone before it is durable, a crash would leave neither.
            _directory.Sync();
            DeleteCovered(through);
        }
        catch (Exception exception)
        {
            throw Poison(exception);
        }
    }

    private void DeleteCovered(long through)
    {
        List<long> covered;
        lock (_gate)
        {
            covered = [.. _segments.Where(first => first <= through)];
            _segments.RemoveAll(first => first <= through);
        }

        foreach (var first in covered)
            _directory.Delete(LogFileNames.Segment(first));
        if (_snapshotThrough > 0)
            _directory.Delete(LogFileNames.Snapshot(_snapshotThrough));
        _snapshotThrough = through;
        LogSnapshotSaved(_logger, _directory.Path, through, covered.Count);
    }
}
