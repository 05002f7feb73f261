using System.Collections.Concurrent;
using Cluster.Registers;
using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Promises;
using Cluster.Silo.Registers.Protocol;
using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Registers.Hosting;

/// <remarks>Operations that meet a promise wait here until it is over, and end it where need be.</remarks>
internal sealed partial class RegisterFront
{
    /// <summary>How long a promise may stand undecided before whoever meets it breaks it. Nothing but the fate of slow transactions rests on it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Between two tries when a decision register can't be reached.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private static readonly Guid Client = Guid.NewGuid();
    private static long _numbers;

    private readonly ConcurrentDictionary<(string Register, Carstamp At), Lazy<Task>> _settling = new();
    private TimeSpan _sweepAt;

    /// <summary>Called under a shard's gate, so it only starts what is to be done.</summary>
    private void SettleAndResume(LocalOp op) => _ = Task.Run(() => SettleAndResumeAsync(op));

    private async Task SettleAndResumeAsync(LocalOp op)
    {
        try
        {
            var met = op.Met!;
            if (op.Op.Promise is null)
            {
                // All that wait for the same promise do it together. Who came first waits until its own deadline, so the others look again.
                var key = (op.Op.Name, met.Pending!.At);
                var settling = new Lazy<Task>(() => SettleAsync(op, met));
                var shared = _settling.GetOrAdd(key, settling);
                try
                {
                    await shared.Value;
                }
                finally
                {
                    _settling.TryRemove(KeyValuePair.Create(key, shared));
                }
            }
            else
            {
                await SettleAsync(op, met);
            }

            if (Now >= op.Deadline)
                op.End(RegisterReply.NoQuorum);
            else
                Send([Begin(op, Now)]);
        }
        catch (Exception failure)
        {
            // Nothing was changed for the operation yet; who asked is told so, and the cause is told here.
            logger.ReplicaFailed(failure, op.Op.Shard);
            op.End(RegisterReply.NoQuorum);
        }
    }

    /// <summary>Sees to the end of a promise, or gives up when the operation's time is over.</summary>
    private async Task SettleAsync(LocalOp op, RegisterContent met)
    {
        var promise = met.Pending!.Promise;
        var settling = new PromiseSettling(promise, op.Op.Promise, Patience, Now);
        var known = RegisterVersion.None;
        var isFirst = true;
        while (settling.Step != SettlingStep.Over && Now < op.Deadline)
        {
            switch (settling.Step)
            {
                case SettlingStep.Ask:
                    // After the first look, it is told as soon as the decision register changes; that may be for another promise.
                    var question = PromiseOp(promise.DecisionRegister, isFirst ? RegisterOpKind.Read : RegisterOpKind.Watch, op, settling.Left(Now)) with { Expected = known };
                    var found = await RunAsync(question);
                    isFirst = false;
                    known = found.Kind == RegisterReplyKind.Done ? found.Version : known;
                    await TellAsync(settling, found, promise);
                    break;
                case SettlingStep.Break:
                    var decided = await RunAsync(PromiseOp(promise.DecisionRegister, RegisterOpKind.Decide, op, null) with { Promise = promise });
                    await TellAsync(settling, decided, promise);
                    break;
                default:
                    if (await SettleMetAsync(op, met, settling.Step == SettlingStep.Keep))
                        settling.Settled();
                    break;
            }
        }
    }

    private async Task TellAsync(PromiseSettling settling, RegisterReply reply, RegisterPromise promise)
    {
        if (reply.Kind != RegisterReplyKind.Done)
            await Task.Delay(Pause, time);
        settling.Told(reply.Kind == RegisterReplyKind.Done ? DecisionRegisters.Find(reply.Value, promise) : null, Now);
    }

    /// <summary>Puts what is to follow the promise, if it still stands; false when it is not known whether that was done.</summary>
    private async Task<bool> SettleMetAsync(LocalOp op, RegisterContent met, bool isKept)
    {
        var reply = await RunAsync(PromiseOp(op.Op.Name, RegisterOpKind.Settle, op, null) with { Promise = met.Pending!.Promise, IsKept = isKept });
        if (reply.Kind is RegisterReplyKind.Done)
            return true;
        await Task.Delay(Pause, time);
        return false;
    }

    private RegisterOp PromiseOp(string register, RegisterOpKind kind, LocalOp on, TimeSpan? timeout)
    {
        var left = on.Deadline - Now;
        return new RegisterOp
        {
            Id = NextId(),
            Name = register,
            Kind = kind,
            Timeout = timeout is { } shorter && shorter < left ? Longer(shorter, Pause) : left,
        };
    }

    /// <summary>Ends promises that have stood for long without anybody having met them: whoever made them may be dead. To be called from time to time.</summary>
    private void SettleForgotten()
    {
        var (now, homes) = (Now, CurrentHomes());
        if (now < _sweepAt)
            return;
        _sweepAt = now + Patience;
        foreach (var register in convergent.Promises.OlderThan(Patience * 2))
        {
            if (homes[RegisterShards.Of(register)] == hosts.Local)
                _ = RunAsync(new RegisterOp { Id = NextId(), Name = register, Kind = RegisterOpKind.Read, Timeout = Patience * 4 });
        }
    }

    private static RegisterOpId NextId() => new(Client, Interlocked.Increment(ref _numbers));

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    /// <summary>Carries out an operation of this silo's own, here or at its home.</summary>
    private Task<RegisterReply> RunAsync(RegisterOp op) => Begin([op], CurrentHomes()).All[0];
}
