using Cluster.Silo.Registers.Protocol;
using Cluster.Silo.Storage.Log;

namespace Cluster.Silo.Registers.Durability;

/// <summary>One shard's replica, and which of its changes are on the disk; without a log they need not be.</summary>
internal sealed class DurableShard(int shard, RegisterReplica replica, WriteAheadLog? log, Action<int, string, Versioned> decided)
{
    private readonly Lock _gate = new();
    private readonly Queue<(long Through, Task Durable)> _appends = new();
    private long _appended = replica.EntryCount;
    private long _durable = replica.EntryCount;
    private Exception? _failure;

    public async Task<TResponse> RunAsync<TResponse>(Func<RegisterReplica, ReplicaResult<TResponse>> step)
    {
        Task durable;
        TResponse response;
        lock (_gate)
        {
            if (_failure is not null)
                throw new IOException($"The replica of shard {shard} has stopped, because a change could not be written: {_failure.Message}", _failure);
            var result = step(replica);
            Append(result.Entries);
            Tell(result.Entries);
            (response, durable) = (result.Response, WhenDurable(result.DurableThrough));
        }

        await durable;
        return response;
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
            foreach (var entry in entries)
            {
                // No answer waits for a chosen entry: what was accepted says the same after a crash. A sync of its own would hold up the next change.
                var bytes = JournalCodec.Encode(shard, entry);
                var append = entry is ChosenEntry ? log.AppendLaterAsync(DurableReplicas.Stream, bytes) : log.AppendAsync(DurableReplicas.Stream, bytes);
                _appends.Enqueue((++_appended, WatchAsync(append)));
            }
        }
        catch (Exception exception)
        {
            _failure = exception;
            throw;
        }
    }

    private async Task WatchAsync(Task append)
    {
        try
        {
            await append;
        }
        catch (Exception exception)
        {
            // The change is in memory and not on the disk. Whatever this replica said from now on might be undone.
            lock (_gate)
                _failure ??= exception;
            throw;
        }
    }

    private Task WhenDurable(long through)
    {
        while (_appends.TryPeek(out var first) && first.Durable.IsCompletedSuccessfully)
            _durable = _appends.Dequeue().Through;
        // The log makes records durable in their order: who waits for one waits for all before it.
        return through <= _durable ? Task.CompletedTask : _appends.First(append => append.Through >= through).Durable;
    }
}
