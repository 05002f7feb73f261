using System.Collections.Concurrent;
using Cluster.Registers;
using Cluster.Registers.Calling;
using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Configuration;
using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>
/// Carries out clients' operations: those whose home is here with this silo's proposers, the others by passing them on. Safe for use by many threads at once.
/// </summary>
internal sealed partial class RegisterFront(
    ReplicaHosts hosts, ReplicaRouter router, RegisterHomes homes, RegisterConfigurations configurations, ConvergentReplicas convergent, WeakOps weak, RegisterMeasures measures, ReplicaRanks ranks, TimeProvider time, IFatalErrorHandler fatal,
    ILogger<RegisterFront> logger)
    : SiloLoop(fatal), INearRegisters
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    /// <summary>So many rounds come at the pace after the last operation has ended: what could wait for others to go with goes then.</summary>
    private const int RoundsAfter = 5;

    /// <summary>How long an answer waits for operations that take long; their outcome has to be collected then.</summary>
    private static readonly TimeSpan AnswerAfter = TimeSpan.FromMilliseconds(40);

    /// <summary>A watched register that this silo has no replica of is read again after so long.</summary>
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a silo may go on sending to a home that is gone, as far as membership tells.</summary>
    private static readonly TimeSpan HomesAfter = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan CollectFor = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan QuorumWithin = TimeSpan.FromSeconds(1);

    private readonly ShardProposers[] _shards = [.. Enumerable.Range(0, RegisterShards.Count).Select(shard => new ShardProposers(shard, ranks))];
    private readonly ConcurrentDictionary<string, ForwardRoute> _routes = new(StringComparer.Ordinal);
    private readonly OpTable _ops = new(time);
    private readonly LoopPause _pause = new(Pace, time);
    private readonly long _began = time.GetTimestamp();
    private string[]? _homes;
    private TimeSpan _homesAt;

    /// <summary>This silo's monotonic clock.</summary>
    public TimeSpan Now => time.GetElapsedTime(_began);

    public TimeProvider Time => time;

    /// <summary>Begins operations of clients and answers soon.</summary>
    /// <param name="ops">The operations.</param>
    /// <param name="isHome">Whether they are carried out here, whoever else might think to be their home.</param>
    public async Task<RegisterBatchReply> ExecuteAsync(RegisterOp[] ops, bool isHome)
    {
        var (homes, began) = (CurrentHomes(), Now);
        var (replies, prompt) = Begin(ops, isHome ? null : homes);
        await prompt.WaitAsync(AnswerAfter, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var elsewhere = isHome
            ? []
            : ops.Select(op => op.Shard).Distinct().Where(shard => homes[shard] != hosts.Local).Select(shard => KeyValuePair.Create(shard, homes[shard])).ToArray();
        var answers = Answer(replies);
        if (!isHome)
            Measure(ops, replies, answers, began);

        // A read whose answer gets lost is begun anew: its value need not be kept.
        _ops.Remove(ops.Where((op, index) => op.IsRead && answers[index].Kind != RegisterReplyKind.Pending));
        return new RegisterBatchReply(hosts.Local, answers, elsewhere);
    }

    /// <summary>
    /// Carries out a strong operation of the silo's own with its own proposers, wherever its home is: for registers that only this silo writes. Waits for its end.
    /// </summary>
    public Task<RegisterReply> ExecuteHereAsync(RegisterOp op)
    {
        var local = ToLocal(op, Now);
        Send([Begin(local, Now)]);
        return local.Reply;
    }

    /// <summary>Whether a majority of a register's replicas answers this silo, by a deadline and within a second.</summary>
    public async Task<bool> HasQuorumAsync(RegisterOp op, TimeSpan deadline)
    {
        var left = deadline - Now < QuorumWithin ? deadline - Now : QuorumWithin;
        if (left <= TimeSpan.Zero)
            return false;
        var reply = await ExecuteHereAsync(new RegisterOp { Id = NextId(), Name = op.Name, Durability = op.Durability, Kind = RegisterOpKind.Read, Timeout = left });
        return reply.Kind == RegisterReplyKind.Done;
    }

    /// <summary>The same for several, which begin together.</summary>
    /// <param name="ops">Each, and what is told of its end: at once, under a gate, so it only notes it.</param>
    public void ExecuteHere(IReadOnlyList<(RegisterOp Op, Action<RegisterReply> Ended)> ops)
    {
        var (now, begun) = (Now, new HostedRegister?[ops.Count]);
        for (var index = 0; index < begun.Length; index++)
            begun[index] = Begin(new LocalOp(ops[index].Op, now + ops[index].Op.Timeout, hosts.Local, time) { Told = ops[index].Ended }, now);
        Send(begun);
    }

    /// <summary>What programs in this silo ask for and its replicas can do alone: without a message, and what needs no disk without a thread, too.</summary>
    public Task<RegisterReply>? TryExecute(RegisterOp op)
    {
        if (!op.IsWeak || !weak.HasReplica(op.Shard))
            return null;
        var began = time.GetTimestamp();
        if (!WeakOps.IsImmediate(op))
            return op.Level == ConsistencyKind.Eventual && op.Convergent is null ? ExecuteNearAsync(op, began) : null;
        var reply = weak.Execute(op);
        measures.Count(op, reply, time.GetElapsedTime(began));
        return Task.FromResult(reply);
    }

    /// <summary>A disk that hangs must not hold up the caller for ever.</summary>
    private async Task<RegisterReply> ExecuteNearAsync(RegisterOp op, long began)
    {
        // Not on the scheduler of a grain that calls.
        var carriedOut = Task.Run(() => weak.ExecuteAsync(op));
        await ((Task)carriedOut).WaitAsync(op.Timeout, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var reply = carriedOut.IsCompletedSuccessfully ? Completed(carriedOut) : RegisterReply.Unknown;
        measures.Count(op, reply, time.GetElapsedTime(began));
        return reply;
    }

    /// <summary>Waits a moment for any of the operations and tells what became of all.</summary>
    public async Task<RegisterBatchReply> CollectAsync(RegisterOpKey[] keys, bool isHome)
    {
        var replies = new Task<RegisterReply>[keys.Length];
        for (var index = 0; index < keys.Length; index++)
            replies[index] = _ops.Find(keys[index].Id) ?? AskHome(keys[index], isHome);
        await ((Task)Task.WhenAny(replies)).WaitAsync(CollectFor, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return new RegisterBatchReply(hosts.Local, Answer(replies), []);
    }

    /// <summary>What is known of homes is out of date: the next operation is to find them anew.</summary>
    public void LookForHomes() => Volatile.Write(ref _homes, null);

    /// <summary>Passes an operation on to another home, since the last one was lost.</summary>
    public void Reroute(RegisterCall call)
    {
        var left = call.Deadline - Now;
        if (left <= TimeSpan.Zero)
        {
            call.EndUnanswered();
            return;
        }

        call.Shorten(left);
        LookForHomes();
        var home = CurrentHomes()[call.Op.Shard];
        if (home != hosts.Local)
            RouteTo(home).Sender.Send([call]);
        else
            _ = EndWithAsync(call, Begin([call.Op], homes: null).All[0]);
    }

    protected override async Task RunAsync(CancellationToken stopping)
    {
        configurations.Changed += Configure;
        if (configurations.Latest is { } map)
            Configure(map);
        var roundsLeft = RoundsAfter;
        try
        {
            while (true)
            {
                var isTold = await _pause.WaitAsync(roundsLeft > 0 ? Pace : HomesAfter, stopping);
                Tick();
                roundsLeft = isTold || Array.Exists(_shards, shard => shard.IsBusy) ? RoundsAfter : Math.Max(0, roundsLeft - 1);
            }
        }
        finally
        {
            configurations.Changed -= Configure;
        }
    }

    /// <summary>Counts what is done, and of the rest what it will come to.</summary>
    private void Measure(RegisterOp[] ops, Task<RegisterReply>[] replies, RegisterReply[] answers, TimeSpan began)
    {
        var took = Now - began;
        for (var index = 0; index < ops.Length; index++)
        {
            if (answers[index].Kind != RegisterReplyKind.Pending)
                measures.Count(ops[index], answers[index], took);
            else
                _ = MeasureAsync(ops[index], replies[index], began);
        }
    }

    private async Task MeasureAsync(RegisterOp op, Task<RegisterReply> reply, TimeSpan began) => measures.Count(op, await reply, Now - began);

    private static async Task EndWithAsync(RegisterCall call, Task<RegisterReply> reply) => call.End(await reply);

    /// <summary>Begins operations; where homes are given, those of other homes are passed on.</summary>
    /// <returns>
    /// What becomes of each, and the end of those that nothing keeps waiting: the others wait for a change of the register, or for earlier operations on it. The end of all, if each of them waits.
    /// </returns>
    private (Task<RegisterReply>[] All, Task Prompt) Begin(RegisterOp[] ops, string[]? homes)
    {
        var (now, begun) = (Now, new List<(LocalOp Op, HostedRegister? Register)>());
        var (others, watches, batch) = (new List<Task>(), new List<Task>(), new OpBatch());
        var forwards = new Dictionary<string, List<RegisterCall>>(StringComparer.Ordinal);
        var replies = new Task<RegisterReply>[ops.Length];
        for (var index = 0; index < ops.Length; index++)
        {
            var op = ops[index];
            var isHome = homes is null || homes[op.Shard] == hosts.Local || (op.IsWeak && weak.HasReplica(op.Shard));
            if (!isHome)
            {
                var call = new RegisterCall(op, now + op.Timeout);
                if (!forwards.TryGetValue(homes![op.Shard], out var calls))
                    forwards.Add(homes[op.Shard], calls = []);
                calls.Add(call);
                others.Add(replies[index] = call.Reply);
            }
            else if (op.IsWeak)
            {
                others.Add(replies[index] = weak.ExecuteAsync(op));
            }
            else if (op.Kind == RegisterOpKind.Watch)
            {
                watches.Add(replies[index] = WatchAsync(op));
            }
            else
            {
                var local = ToLocal(op, now);
                begun.Add((local, Begin(local, now)));
                replies[index] = local.Reply;
            }
        }

        // Whoever might ask for them must find them as soon as anybody can have heard of them.
        _ops.Add(ops, replies);
        Send(begun.Select(op => op.Register));
        foreach (var (home, calls) in forwards)
            RouteTo(home).Sender.Send(calls);
        var eachWaits = others.Count == 0 && begun.TrueForAll(op => op.Op.IsWaiting);
        foreach (var (op, _) in begun)
        {
            if (eachWaits || !op.IsWaiting)
                batch.Add(op);
        }

        foreach (var other in eachWaits ? watches : others)
            batch.Add(other);
        batch.Close();
        return (replies, batch.Done);
    }

    private LocalOp ToLocal(RegisterOp op, TimeSpan now) => new(op, now + op.Timeout, hosts.Local, time);

    private HostedRegister? Begin(LocalOp local, TimeSpan now)
    {
        var begun = _shards[local.Op.Shard].Begin(local, now, SettleAndResume);
        _pause.Tell();
        return begun;
    }

    /// <summary>Sends what operations that have begun lead to.</summary>
    private void Send(IEnumerable<HostedRegister?> begun)
    {
        var outgoing = new List<OutgoingCall>();
        foreach (var register in begun)
            register?.TakeCalls(outgoing);
        router.Send(outgoing);
    }

    /// <summary>
    /// Strong reads until one finds another version: as soon as this silo's replica changes, and from time to time, should it be no member, or have missed it.
    /// </summary>
    private async Task<RegisterReply> WatchAsync(RegisterOp op)
    {
        var deadline = Now + op.Timeout;
        while (true)
        {
            var change = convergent.Shard(op.Shard).ChangeOf(ConvergentShard.ValueKey(op.Shard, op.Name));
            var left = deadline - Now;
            var reply = await ExecuteHereAsync(op with { Kind = RegisterOpKind.Read, Timeout = left > Pace ? left : Pace });
            if (reply.Kind != RegisterReplyKind.Done || reply.Version != op.Expected || Now >= deadline)
                return reply;
            await change.WaitAsync(LookAgainAfter, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static RegisterReply[] Answer(Task<RegisterReply>[] replies)
    {
        var answers = new RegisterReply[replies.Length];
        for (var index = 0; index < replies.Length; index++)
            answers[index] = replies[index].IsCompletedSuccessfully ? Completed(replies[index]) : RegisterReply.Pending;
        return answers;
    }

#pragma warning disable RS0030 // It is completed.
    private static RegisterReply Completed(Task<RegisterReply> reply) => reply.Result;
#pragma warning restore RS0030

    private Task<RegisterReply> AskHome(RegisterOpKey key, bool isHome)
    {
        var home = isHome ? hosts.Local : CurrentHomes()[key.Shard];
        if (home == hosts.Local)
            return Task.FromResult(RegisterReply.NotKnown);

        // Only its outcome is asked for; were it begun anew it might happen twice.
        var call = new RegisterCall(new RegisterOp { Id = key.Id, Name = key.Name, Durability = key.Durability, Kind = RegisterOpKind.Write, Timeout = CollectFor }, Now + CollectFor);
        RouteTo(home).Sender.Collect([call]);
        return call.Reply;
    }

    private ForwardRoute RouteTo(string silo) => _routes.GetOrAdd(silo, name => new ForwardRoute(this, hosts, homes, name));

    private string[] CurrentHomes() => Volatile.Read(ref _homes) ?? (_homes = homes.All());

    private void Configure(RegisterMap map)
    {
        Volatile.Write(ref _homes, null);
        var outgoing = new List<OutgoingCall>();
        for (var shard = 0; shard < _shards.Length; shard++)
            _shards[shard].Configure(map.Shards[shard], Now, outgoing);
        router.Send(outgoing);
    }

    private void Tick()
    {
        var (now, isBehind, outgoing) = (Now, false, new List<OutgoingCall>());
        foreach (var shard in _shards)
            isBehind |= shard.Tick(now, outgoing);
        router.Send(outgoing);
        router.Flush();
        _ops.Age();
        SettleForgotten();
        if (now - _homesAt > HomesAfter)
            (_homes, _homesAt) = (homes.All(), now);
        if (isBehind)
            configurations.Refresh();
    }
}
