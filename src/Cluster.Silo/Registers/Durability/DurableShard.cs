using Cluster.Silo.Registers.Layout;
using Cluster.Silo.Registers.Protocol;
using Cluster.Silo.Storage.Log;

namespace Cluster.Silo.Registers.Durability;

/// <summary>One shard's replica, and which of its changes are on the disk; without a log they need not be.</summary>
internal sealed class DurableShard(int shard, RegisterReplica replica, WriteAheadLog? log, Action<int, string, Versioned> decided)
{
    [ThreadStatic]
    private static ByteWriter? _bytes;

    private readonly Lock _gate = new();
    private readonly Queue<(long Through, Task Durable)> _appends = new();
    private long _appended = replica.EntryCount;
    private long _durable = replica.EntryCount;
    private Exception? _failure;

    public int Shard => shard;

    public async Task<TResponse> RunAsync<TResponse>(Func<RegisterReplica, ReplicaResult<TResponse>> step)
    {
        var (response, durable) = Run(step);
        if (durable is not null)
        {
            log!.Hurry(durable);
            await durable;
            Verify();
        }

        return response;
    }

    /// <summary>
    /// Has the replica handle a message and appends what that leads to. The response may leave when the task, if there is one, has completed and <see cref="Verify"/> finds
    /// nothing wrong; the log is not hurried, so that more may be appended first.
    /// </summary>
    /// <exception cref="IOException">A change could not be appended, now or before.</exception>
    public (TResponse Response, Task? Durable) Run<TResponse>(Func<RegisterReplica, ReplicaResult<TResponse>> step)
    {
        lock (_gate)
            return Respond(step(Usable()));
    }

    /// <inheritdoc cref="Run"/>
    public (ReplicaResponse Response, Task? Durable) Handle(ReplicaRequest request)
    {
        lock (_gate)
            return Respond(Usable().Handle(request));
    }

    /// <summary>Makes sure that no change was lost so far: one that was appended before another may have been refused by the log, and the other one taken.</summary>
    /// <exception cref="IOException">A change could not be written.</exception>
    public void Verify()
    {
        lock (_gate)
            Usable();
    }

    /// <summary>Entries that stand for the state as it is: replaying later entries of the log over them gives the same again.</summary>
    public IReadOnlyList<LogRecord> Capture()
    {
        lock (_gate)
        {
            JournalEntry[] entries =
            [
                .. replica.Registers.Select(register => new InstalledEntry(register.Key, register.Value)),
                new EpochEntry(replica.Epoch, replica.CompleteEpoch),
            ];
            return [.. entries.Select(entry => new LogRecord(DurableReplicas.Stream, JournalCodec.Encode(shard, entry)))];
        }
    }

    /// <summary>Told of each value that this replica has accepted, which may be decided or never will be; under the gate.</summary>
    public Action<string, Versioned>? Accepted { get; set; }

    public IReadOnlyList<(string Register, Versioned Value)> AllAccepted()
    {
        lock (_gate)
            return [.. replica.Registers.Where(register => register.Value.Open is not null).Select(register => (register.Key, register.Value.Open!.Result))];
    }

    public RegisterState Peek(string register)
    {
        lock (_gate)
            return replica.Peek(register);
    }

    public IReadOnlyList<(int Shard, string Register, Versioned Value)> AllDecided()
    {
        lock (_gate)
            return [.. replica.Registers.Select(register => (shard, register.Key, register.Value.Current))];
    }

    private (TResponse Response, Task? Durable) Respond<TResponse>(ReplicaResult<TResponse> result)
    {
        if (result.Entries.Count > 0)
        {
            Append(result.Entries);
            Tell(result.Entries);
        }

        return (result.Response, WhenDurable(result.DurableThrough));
    }

    /// <summary>The replica, unless memory is ahead of the disk: whatever it said from now on might be undone.</summary>
    private RegisterReplica Usable()
    {
        while (_failure is null && _appends.TryPeek(out var first) && first.Durable.IsCompleted)
        {
            if (first.Durable.IsCompletedSuccessfully)
                _durable = _appends.Dequeue().Through;
            else
                _failure = first.Durable.Exception?.InnerException ?? new OperationCanceledException("An append was cancelled.");
        }

        return _failure is null
            ? replica
            : throw new IOException($"The replica of shard {shard} has stopped, because a change could not be written: {_failure.Message}", _failure);
    }

    private void Tell(IReadOnlyList<JournalEntry> entries)
    {
        foreach (var entry in entries)
        {
            var register = entry switch
            {
                StoredEntry stored => stored.Register,
                ChosenEntry chosen => chosen.Register,
                InstalledEntry installed => installed.Register,
                _ => null,
            };
            if (register is not null)
                decided(shard, register, replica.Peek(register).Current);
            else if (entry is AcceptedEntry accepted)
                Accepted?.Invoke(accepted.Register, accepted.Proposal.Result);
        }
    }

    private void Append(IReadOnlyList<JournalEntry> entries)
    {
        if (log is null)
        {
            _durable = _appended += entries.Count;
            return;
        }

        try
        {
            var bytes = _bytes ??= new ByteWriter();
            Task? last = null;
            foreach (var entry in entries)
            {
                bytes.Clear();
                JournalCodec.Encode(bytes, shard, entry);
                var append = log.AppendLaterAsync(DurableReplicas.Stream, bytes.Written);

                // Records of one batch of the log have one task.
                if (last is not null && last != append)
                    _appends.Enqueue((_appended, last));
                last = append;
                _appended++;
            }

            _appends.Enqueue((_appended, last!));
        }
        catch (Exception exception)
        {
            _failure = exception;
            throw;
        }
    }

    /// <summary>Null when so much is durable already.</summary>
    private Task? WhenDurable(long through)
    {
        if (through <= _durable)
            return null;

        // The log makes records durable in their order: who waits for one waits for all before it.
        foreach (var append in _appends)
        {
            if (append.Through >= through)
                return append.Durable.IsCompletedSuccessfully ? null : append.Durable;
        }

        throw new InvalidOperationException($"The replica of shard {shard} speaks of change {through}, and only {_appended} were appended.");
    }
}
