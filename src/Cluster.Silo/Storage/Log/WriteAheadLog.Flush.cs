using System.Diagnostics;

namespace Cluster.Silo.Storage.Log;

internal sealed partial class WriteAheadLog
{
    /// <summary>How long a record waits for which nobody does.</summary>
    private static readonly TimeSpan AtMostWaits = TimeSpan.FromSeconds(1);

    // Touched by the flushing thread alone, but for _last, which others read.
    private ILogFile _segment;
    private long _segmentLength;

    // How far the segment's file goes: from the last batch to here, it holds zeros.
    private long _prepared;
    private byte[]? _zeros;
    private long _last;

    /// <summary>Writes and syncs everything appended so far, on the calling thread. Only for a log opened without a flusher.</summary>
    internal void FlushPending()
    {
        while (TakeBatch(wait: false) is { } batch)
            Flush(batch);
    }

    private void FlushUntilStopped()
    {
        while (TakeBatch(wait: true) is { } batch)
            Flush(batch);

        try
        {
            _segment.Dispose();
            _stopped.SetResult();
        }
        catch (Exception exception)
        {
            _stopped.SetException(exception);
        }
    }

    private LogBatch? TakeBatch(bool wait)
    {
        lock (_gate)
        {
            var hasWaited = false;
            while (true)
            {
                if (_closed.TryDequeue(out var closed))
                    return closed;
                if (_filling.Count > 0 && (_filling.IsUrgent || !wait || _stopping || hasWaited))
                {
                    var batch = _filling;
                    _filling = NextBatch();
                    return batch;
                }

                if (!wait || _stopping)
                    return null;
                if (_filling.Count == 0)
                    Monitor.Wait(_gate);
                else
                    hasWaited = !Monitor.Wait(_gate, AtMostWaits);
            }
        }
    }

    private LogBatch NextBatch()
    {
        var next = _spare ?? new LogBatch();
        _spare = null;
        return next;
    }

    private void Flush(LogBatch batch)
    {
        var refusal = Attempt(batch, Write);
        // A batch that is durable stays so, even if the segment for the snapshot's boundary can't be made.
        var boundaryRefusal = batch.Boundary is null ? null : refusal ?? Attempt(batch, _ => BeginSegment());
        var (durable, boundary) = (batch.Durable, batch.Boundary);
        lock (_gate)
        {
            _pendingBytes -= batch.BodyBytes;
            batch.Reset();
            _spare ??= batch;
            if (_failure is null)
                AdmitWaiting();
        }

        Complete(durable, refusal);
        if (boundary is not null)
            Complete(boundary, boundaryRefusal);
    }

    private void Complete(TaskCompletionSource<long> completion, Exception? refusal)
    {
        if (refusal is null)
            completion.SetResult(_last);
        else
            completion.SetException(refusal);
    }

    private IOException? Attempt(LogBatch batch, Action<LogBatch> step)
    {
        try
        {
            if (Failure is not null)
                return FailedBefore();
            step(batch);
            return null;
        }
        catch (LogFullException full)
        {
            LogFull(_logger, _directory.Path, batch.Count, full);
            return full;
        }
        catch (Exception exception)
        {
            return Poison(exception);
        }
    }

    private void Write(LogBatch batch)
    {
        if (batch.Count == 0)
            return;
        if (_segmentLength >= _options.SegmentBytes)
            BeginSegment();

        var bytes = batch.Seal(Recovered.Identity, _last + 1);
        WriteOrCutBack(bytes);
        Prepare(_segmentLength + bytes.Length);
        var started = Stopwatch.GetTimestamp();
        _segment.Sync();
        LogMetrics.Synced(batch.Count, bytes.Length, Stopwatch.GetElapsedTime(started));
        _segmentLength += bytes.Length;
        Interlocked.Add(ref _last, batch.Count);
    }

    private void WriteOrCutBack(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _segment.Write(_segmentLength, bytes);
        }
        catch (IOException exception) when (LogFullException.Describes(exception))
        {
            // Only when nothing of the batch can come back after a crash may the callers be told that it was not appended.
            _segment.SetLength(_segmentLength);
            _segment.Sync();
            _prepared = _segmentLength;
            throw new LogFullException(_directory.Path, exception);
        }
    }

    /// <summary>Has the segment go on with zeros when the batch that ends here made it longer; they become durable along with the batch.</summary>
    private void Prepare(long end)
    {
        if (end <= _prepared)
            return;
        _prepared = end;
        var zeros = (int)Math.Min(_options.PreparedBytes, _options.SegmentBytes - end);
        if (zeros <= 0)
            return;

        try
        {
            _segment.Write(end, Zeros(zeros));
            _prepared = end + zeros;
        }
        catch (IOException exception) when (LogFullException.Describes(exception))
        {
            // There is room for the batch, and that is what counts.
            _segment.SetLength(end);
        }
    }

    private ReadOnlySpan<byte> Zeros(int count)
    {
        _zeros ??= new byte[_options.PreparedBytes];
        return _zeros.AsSpan(0, count);
    }

    private void BeginSegment()
    {
        var first = _last + 1;
        lock (_gate)
        {
            if (_segments[^1] == first)
                return;
        }

        ILogFile next;
        try
        {
            next = LogRecovery.CreateSegment(_directory, Recovered.Identity, first);
        }
        catch (IOException exception) when (LogFullException.Describes(exception))
        {
            if (_directory.List().Contains(LogFileNames.Segment(first)))
                _directory.Delete(LogFileNames.Segment(first));
            throw new LogFullException(_directory.Path, exception);
        }

        // What a crash brings back of the zeros does no harm.
        _segment.SetLength(_segmentLength);
        _segment.Dispose();
        _segment = next;
        _segmentLength = _prepared = LogHeader.Bytes;
        lock (_gate)
            _segments.Add(first);
    }

    private LogFailedException Poison(Exception exception)
    {
        LogPoisoned(_logger, _directory.Path, exception);
        var failure = new LogFailedException(_directory.Path, exception);
        WaitingAppend[] waiting;
        lock (_gate)
        {
            _failure = failure;
            waiting = [.. _waiting];
            _waiting.Clear();
        }

        foreach (var append in waiting)
            append.Admitted.TrySetException(failure);
        return failure;
    }
}
