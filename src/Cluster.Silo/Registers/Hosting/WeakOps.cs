using Cluster.Registers;
using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Convergent;
using Cluster.Silo.Registers.Durability;
using Cluster.Silo.Registers.Promises;
using Cluster.Silo.Registers.Protocol;
using Cluster.Silo.Registers.Repair;
using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>Carries out the operations for which a replica on this silo is enough, or some number of replicas.</summary>
internal sealed class WeakOps(ReplicaHosts hosts, ConvergentReplicas replicas, TimeProvider time, ILogger<WeakOps> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Whether this silo has a replica of the shard.</summary>
    public bool HasReplica(int shard) => replicas.Members(shard).Contains(hosts.Local);

    /// <summary>Whether an operation is done at once, without waiting for a disk or another silo.</summary>
    public static bool IsImmediate(RegisterOp op) => op.Convergent is not null
        ? op.IsRead
        : op.Kind switch
        {
            RegisterOpKind.Read => op.Level is ConsistencyKind.Eventual or ConsistencyKind.Weak,
            RegisterOpKind.Write => op.Level == ConsistencyKind.Weak || op is { Level: ConsistencyKind.Eventual, Durability: RegisterDurability.Replicated },
            _ => false,
        };

    /// <summary>Carries out an operation. Never fails: what went wrong is told by the reply.</summary>
    public Task<RegisterReply> ExecuteAsync(RegisterOp op) => IsImmediate(op) ? Task.FromResult(Execute(op)) : BeginAndWaitAsync(op);

    /// <summary>Carries out an operation that <see cref="IsImmediate"/>.</summary>
    public RegisterReply Execute(RegisterOp op)
    {
        try
        {
            return (op.Convergent, op.IsRead) switch
            {
                ({ } change, _) => ReadConvergent(op, change),
                (_, true) => Read(op),
                _ => Write(op).Reply,
            };
        }
        catch (Exception failure)
        {
            logger.ReplicaFailed(failure, op.Shard);
            return op.IsRead ? RegisterReply.NoQuorum : RegisterReply.Unknown;
        }
    }

    private async Task<RegisterReply> BeginAndWaitAsync(RegisterOp op)
    {
        try
        {
            return await BeginAsync(op);
        }
        catch (Exception failure)
        {
            logger.ReplicaFailed(failure, op.Shard);
            return op.IsRead ? RegisterReply.NoQuorum : RegisterReply.Unknown;
        }
    }

    private Task<RegisterReply> BeginAsync(RegisterOp op) => (op.IsRead, op.Level) switch
    {
        _ when op.Convergent is { } change => ConvergeAsync(op, change),
        (true, ConsistencyKind.Session) => ReadForSessionAsync(op),
        (true, ConsistencyKind.Replicas) => ReadFromSeveralAsync(op),
        (true, _) => Task.FromResult(Read(op)),
        _ => WriteAsync(op),
    };

    private async Task<RegisterReply> WriteAsync(RegisterOp op)
    {
        var members = replicas.Members(op.Shard);
        if (op.Level == ConsistencyKind.Replicas && op.Replicas > members.Count)
            return RegisterReply.NoQuorum;
        var (done, written, durable) = Write(op);
        if (written is null)
            return done;
        await durable;
        if (op.Level != ConsistencyKind.Replicas || op.Replicas == 1)
            return done;

        var (key, state) = (ConvergentShard.ValueKey(op.Shard, op.Name), ConvergentCodec.EncodeState(ConvergentState.Of(written)));
        var acknowledged = await AskAsync(op, members, op.Replicas - 1, async host =>
        {
            await host.MergeStateAsync(op.Shard, key, state);
            return true;
        });
        return acknowledged.Count >= op.Replicas - 1 ? done : new RegisterReply(RegisterReplyKind.NoQuorumUnknown);
    }

    /// <summary>Writes to this silo's replica; without a value when nothing was written.</summary>
    private (RegisterReply Reply, LastWriterWins? Written, Task Durable) Write(RegisterOp op)
    {
        if (!replicas.ClockOf(op.Shard).TryWitness(op.Newest.ToTime()))
            return (RegisterReply.ClockAhead, null, Task.CompletedTask);
        var stored = StoredValue.Wrap(op.Value, op.TimeToLive is { } lasts ? time.GetUtcNow() + lasts : null);
        var (written, durable) = replicas.Shard(op.Shard).Write(
            ConvergentShard.ValueKey(op.Shard, op.Name),
            state =>
            {
                // Above what this replica knows and above what the session has seen.
                var (known, floor) = (state.Value?.Version.Over ?? default, op.Floor.ToCarstamp());
                var value = new LastWriterWins(new WeakVersion(known > floor ? known : floor, replicas.ClockOf(op.Shard).Next()), stored);
                return (ConvergentState.Of(value), value);
            },
            isUrgent: !IsImmediate(op));
        return (new RegisterReply(RegisterReplyKind.Done, written.Version.ToVersion(), null, hosts.Local), written, durable);
    }

    private async Task<RegisterReply> ConvergeAsync(RegisterOp op, ConvergentChange change)
    {
        var (_, durable) = replicas.Shard(op.Shard).Write(KeyOf(op, change), state => (Delta(state, change), true));
        await durable;
        return new RegisterReply(RegisterReplyKind.Done, default, null, hosts.Local);
    }

    private RegisterReply ReadConvergent(RegisterOp op, ConvergentChange change)
    {
        var (state, staleness) = replicas.Shard(op.Shard).Read(KeyOf(op, change));
        var entries = state.Map?.Entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Value)).ToArray() ?? [];
        return new RegisterReply(RegisterReplyKind.Done, default, null, hosts.Local, staleness, state.Counter?.Value ?? 0, entries);
    }

    private static string KeyOf(RegisterOp op, ConvergentChange change) => (char)change.Type + op.Name;

    private ConvergentState Delta(ConvergentState state, ConvergentChange change)
    {
        if (change.IsCounter)
            return ConvergentState.Of((state.Counter ?? Counter.Empty).Add(replicas.Actor, change.Amount));
        var map = state.Map ?? ObservedRemoveMap<string, byte[]>.Empty;
        return ConvergentState.Of(change.Value is { } value ? map.Put(replicas.Actor, change.Key, value) : map.Remove(change.Key));
    }

    private async Task<RegisterReply> ReadForSessionAsync(RegisterOp op)
    {
        var (began, floor) = (time.GetTimestamp(), op.Floor.ToWeak());
        while (true)
        {
            var state = Peek(op);
            if (VersionOf(state) >= floor)
                return Read(op);
            if (time.GetElapsedTime(began) >= op.Timeout)
                return RegisterReply.TooStale;

            // This replica lags behind what the session saw elsewhere: it gets what it lacks from the others now.
            await ReadRepairAsync(op, replicas.Members(op.Shard), 1);
            if (VersionOf(Peek(op)) < floor)
                await Task.Delay(Pause, time);
        }
    }

    private async Task<RegisterReply> ReadFromSeveralAsync(RegisterOp op)
    {
        var members = replicas.Members(op.Shard);
        if (op.Replicas > members.Count)
            return RegisterReply.NoQuorum;
        var answers = op.Replicas == 1 ? 0 : await ReadRepairAsync(op, members, op.Replicas - 1);
        return answers >= op.Replicas - 1 ? Read(op) : RegisterReply.NoQuorum;
    }

    /// <summary>Merges the states of others, and tells those who lag behind the result.</summary>
    /// <returns>How many answered.</returns>
    private async Task<int> ReadRepairAsync(RegisterOp op, IReadOnlyList<string> members, int wanted)
    {
        var key = ConvergentShard.ValueKey(op.Shard, op.Name);
        var repair = new ReadRepair<ConvergentState>(ConvergentState.Empty);
        repair.Add(hosts.Local, Peek(op));
        foreach (var (silo, state) in await AskAsync(op, members, wanted, host => host.ReadStateAsync(op.Shard, key)))
            repair.Add(silo, ConvergentCodec.DecodeState(state));

        var merged = ConvergentCodec.EncodeState(repair.Merged);
        foreach (var lagging in repair.Lagging)
        {
            if (lagging == hosts.Local)
                await replicas.MergeAsync(op.Shard, key, repair.Merged);
            else
                _ = TellAsync(lagging, host => host.MergeStateAsync(op.Shard, key, merged));
        }

        return repair.Answers - 1;
    }

    /// <summary>Asks all others and returns when so many have answered, or when the operation's time is over.</summary>
    private async Task<IReadOnlyList<(string Silo, TAnswer Answer)>> AskAsync<TAnswer>(
        RegisterOp op, IReadOnlyList<string> members, int wanted, Func<Messages.IReplicaHost, Task<TAnswer>> ask)
    {
        var asked = members.Where(member => member != hosts.Local).Select(member => TryAskAsync(member, ask)).ToList();
        var answers = new List<(string, TAnswer)>();
        var deadline = Task.Delay(op.Timeout, time);
        while (answers.Count < wanted && asked.Count > 0)
        {
            var first = await Task.WhenAny([.. asked, deadline]);
            if (first == deadline)
                break;
            var answered = (Task<(string Silo, bool IsAnswered, TAnswer? Answer)>)first;
            asked.Remove(answered);
            if (await answered is { IsAnswered: true } one)
                answers.Add((one.Silo, one.Answer!));
        }

        return answers;
    }

    private async Task<(string Silo, bool IsAnswered, TAnswer? Answer)> TryAskAsync<TAnswer>(string silo, Func<Messages.IReplicaHost, Task<TAnswer>> ask)
    {
        try
        {
            return hosts.Find(silo) is { } host ? (silo, true, await ask(host)) : (silo, false, default);
        }
        catch (Exception failure)
        {
            logger.CallsLost(failure, 1, silo);
            return (silo, false, default);
        }
    }

    private Task TellAsync(string silo, Func<Messages.IReplicaHost, Task> tell) => TryAskAsync(silo, async host =>
    {
        await tell(host);
        return true;
    });

    private ConvergentState Peek(RegisterOp op) => replicas.Peek(op.Shard, ConvergentShard.ValueKey(op.Shard, op.Name));

    private static WeakVersion VersionOf(ConvergentState state) => state.Value?.Version ?? default;

    private RegisterReply Read(RegisterOp op)
    {
        var (state, staleness) = replicas.Shard(op.Shard).Read(ConvergentShard.ValueKey(op.Shard, op.Name));
        var (seen, stored) = (VersionOf(state), state.Value?.Value);
        var version = seen.ToVersion();
        if (seen.At != default)
            return new RegisterReply(RegisterReplyKind.Done, version, StoredValue.Unwrap(stored, time.GetUtcNow()), hosts.Local, staleness);

        // A strong value beside which a promise stands, or stood: the value before it, with the version that a compare-and-set would find.
        var content = RegisterContent.Of(new Versioned(seen.Over, default, stored));
        var reply = new RegisterReply(RegisterReplyKind.Done, content.Version.ToVersion(), StoredValue.Unwrap(content.Stored, time.GetUtcNow()), hosts.Local, staleness);
        return content.Version == seen.Over ? reply : reply with { Seen = version };
    }
}
