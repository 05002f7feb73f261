namespace Cluster.Silo.Storage.Log;

internal sealed partial class WriteAheadLog
{
    /// <summary>Appends a record and completes when it is durable.</summary>
    /// <param name="stream">Which user of the log the record belongs to.</param>
    /// <param name="payload">Is copied.</param>
    /// <param name="cancellationToken">
    /// Ends the wait for room, and then the record is surely not appended. A record that has been admitted is written all the same.
    /// </param>
    /// <returns>A sequence not lower than the record's own; everything up to it is durable.</returns>
    /// <remarks>
    /// Calls that do not overlap are recovered in their order. While more than <see cref="WriteAheadLogOptions.MaxPendingBytes"/> wait to be
    /// synced, appends wait in line.
    /// </remarks>
    /// <exception cref="ArgumentException">The record is larger than the log's bound for pending bytes.</exception>
    /// <exception cref="LogFullException">The disk is full; the record is surely not appended.</exception>
    /// <exception cref="LogFailedException">The log failed; the record may or may not be found by recovery.</exception>
    public Task<long> AppendAsync(byte stream, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default) =>
        AppendAsync(stream, payload.Span, canWait: false, cancellationToken);

    /// <summary>
    /// Appends a record for which nobody waits, or not yet: it is written with the next one for which somebody does, when <see cref="Hurry(Task)"/> is called, or after a second.
    /// </summary>
    /// <inheritdoc cref="AppendAsync(byte, ReadOnlyMemory{byte}, CancellationToken)"/>
    public Task<long> AppendLaterAsync(byte stream, ReadOnlySpan<byte> payload, CancellationToken cancellationToken = default) =>
        AppendAsync(stream, payload, canWait: true, cancellationToken);

    /// <summary>Has what an append is waiting for written as soon as may be. Who appends many records and then calls this has them share one sync.</summary>
    /// <param name="durable">The task of the append.</param>
    public void Hurry(Task durable)
    {
        lock (_gate)
        {
            // Anything else is being written already, or is in line and was hurried.
            if (_filling.Durable.Task == durable)
                Hurry();
        }
    }

    private Task<long> AppendAsync(byte stream, ReadOnlySpan<byte> payload, bool canWait, CancellationToken cancellationToken)
    {
        WaitingAppend waiting;
        lock (_gate)
        {
            if (_failure is not null)
                return Task.FromException<long>(FailedBefore());
            ThrowIfClosed();
            if (_waiting.Count == 0 && TryAdmit(stream, payload, canWait, out var durable))
                return durable;
            if (cancellationToken.IsCancellationRequested)
                return Task.FromCanceled<long>(cancellationToken);
            _waiting.Enqueue(waiting = new WaitingAppend(stream, payload.ToArray()));
            Hurry();
        }

        return AppendWhenAdmittedAsync(waiting, cancellationToken);
    }

    /// <summary>Appends a record if there is room for it now; for callers that would rather refuse work than queue it.</summary>
    /// <inheritdoc cref="AppendAsync(byte, ReadOnlyMemory{byte}, CancellationToken)" path="/exception"/>
    public bool TryAppend(byte stream, ReadOnlySpan<byte> payload, out Task<long> durable)
    {
        lock (_gate)
        {
            ThrowIfClosed();
            durable = _filling.Durable.Task;
            return _waiting.Count == 0 && TryAdmit(stream, payload, canWait: false, out durable);
        }
    }

    private static async Task<long> AppendWhenAdmittedAsync(WaitingAppend waiting, CancellationToken cancellationToken)
    {
        await using (cancellationToken.Register(() => waiting.Admitted.TrySetCanceled(cancellationToken)))
            return await await waiting.Admitted.Task;
    }

    private bool TryAdmit(byte stream, ReadOnlySpan<byte> payload, bool canWait, out Task<long> durable)
    {
        var size = LogBatch.SizeOf(payload.Length);
        if (size > _options.MaxPendingBytes)
            throw new ArgumentException($"A record of {payload.Length} bytes is larger than the {_options.MaxPendingBytes} bytes that may be pending.", nameof(payload));
        durable = _filling.Durable.Task;
        if (_pendingBytes + size > _options.MaxPendingBytes)
            return false;

        _filling.Add(stream, payload);
        _newest = durable;
        _pendingBytes += size;
        if (!canWait)
            Hurry();
        else if (_filling.Count == 1)
            Monitor.Pulse(_gate);
        return true;
    }

    private void Hurry()
    {
        if (_filling.IsUrgent)
            return;
        _filling.IsUrgent = true;
        Monitor.Pulse(_gate);
    }

    /// <summary>Lets in those in line as far as there is room; the caller holds the gate.</summary>
    private void AdmitWaiting()
    {
        while (_waiting.TryPeek(out var next))
        {
            if (!next.Admitted.Task.IsCompleted)
            {
                if (_pendingBytes + LogBatch.SizeOf(next.Payload.Length) > _options.MaxPendingBytes)
                    return;
                // Claimed before it is added: a cancellation that comes first must find the record nowhere.
                if (next.Admitted.TrySetResult(_filling.Durable.Task))
                    TryAdmit(next.Stream, next.Payload.Span, canWait: false, out _);
            }

            _waiting.Dequeue();
        }
    }

    private void ThrowIfClosed()
    {
        if (_failure is not null)
            throw FailedBefore();
        ObjectDisposedException.ThrowIf(_stopping, this);
    }

    private LogFailedException FailedBefore() => new(_directory.Path, _failure!.InnerException!);
}
