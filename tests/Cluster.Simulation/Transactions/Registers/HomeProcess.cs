using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Promises;
using Cluster.Silo.Registers.Protocol;
using Cluster.Simulation.Engine;
using Cluster.Transactions.Protocol;

namespace Cluster.Simulation.Transactions.Registers;

/// <summary>
/// A silo that carries out operations on any register: the shell around the rules of promises, in virtual time. Registers as such are linearizable and never lost; several homes act
/// on the same ones at once.
/// </summary>
internal sealed class HomeProcess(IPromiseWorld world, SimulatedNode node) : ISimulatedProcess
{
    private readonly PromisedRegister _rules = new(world.PromiseRules);

    private IPromiseWorld World => world;

    private SimulatedNode Node => node;

    public void Receive(SimulatedNode from, object message)
    {
        if (message is RegisterCallMessage call)
            new Operation(this, call, from).Begin();
    }

    /// <summary>One operation, begun again after each promise that stood in its way.</summary>
    private sealed class Operation(HomeProcess home, RegisterCallMessage call, SimulatedNode from)
    {
        private IPromiseWorld World => home.World;

        public void Begin() => World.Store.Read(home.Node, call.Register, (held, eTag) =>
        {
            var current = RegisterTransactionWorld.Versioned(held, eTag);
            if (call.Kind is not (RegisterCallKind.Settle or RegisterCallKind.Decide or RegisterCallKind.Forget))
            {
                var content = RegisterContent.Of(current);
                if (home.IsInTheWay(content, call))
                {
                    World.Count("promises met");
                    Settle(content);
                    return;
                }
            }

            if (home.Change(current, call) is { } change)
                World.Store.Write(home.Node, call.Register, change.Value, eTag, written => Answer(RegisterTransactionWorld.Versioned(change.Value, written), changed: true), Begin, Unknown);
            else
                Answer(current, changed: false);
        }, Failed);

        /// <summary>A read that rests on what it has learned without having seen to the promise: one of the planted faults.</summary>
        private void AnswerUnseen(RegisterContent met, bool isKept)
        {
            var value = isKept ? met.Pending!.After : met.Stored;
            Send(RegisterAnswer.Done, isKept ? met.Pending!.At : met.Version, value, null);
        }

        private void Settle(RegisterContent met)
        {
            var settling = new PromiseSettling(met.Pending!.Promise, call.Promise, World.Patience, home.Node.Clock.Now, World.PromiseRules);
            Continue(met, settling);
        }

        private void Continue(RegisterContent met, PromiseSettling settling)
        {
            if (World.CrashesAt(home.Node, settling.Step.ToString()))
                return;
            var promise = met.Pending!.Promise;
            switch (settling.Step)
            {
                case SettlingStep.Ask:
                    World.Store.Read(home.Node, promise.DecisionRegister, (table, _) => Told(DecisionRegisters.Find((byte[]?)table, promise)), () => Told(null));
                    break;
                case SettlingStep.Break:
                    World.Count("promises broken by others");
                    World.Decide(home.Node, promise, isKept: false, Told);
                    break;
                case SettlingStep.Over:
                    Begin();
                    break;
                default:
                    var isKept = settling.Step == SettlingStep.Keep;
                    if (call.Kind == RegisterCallKind.Read && !World.PromiseRules.SettlesBeforeItAnswers)
                        AnswerUnseen(met, isKept);
                    else
                        Change(met, isKept, settling);
                    break;
            }

            void Told(bool? isKept)
            {
                settling.Told(isKept, home.Node.Clock.Now);
                if (isKept is null && settling.Step == SettlingStep.Ask)
                    home.Node.After(TimeSpan.FromMilliseconds(2), () => Continue(met, settling));
                else
                    Continue(met, settling);
            }
        }

        private void Change(RegisterContent met, bool isKept, PromiseSettling settling) => World.Store.Read(home.Node, call.Register, (held, eTag) =>
        {
            if (home._rules.SettleMet(RegisterTransactionWorld.Versioned(held, eTag), met, isKept) is not { } change)
                Done();
            else
                World.Store.Write(home.Node, call.Register, change.Value, eTag, _ => Done(), () => Change(met, isKept, settling), () => Change(met, isKept, settling));

            void Done()
            {
                settling.Settled();
                Continue(met, settling);
            }
        }, () => Change(met, isKept, settling));

        private void Answer(Versioned result, bool changed)
        {
            if (call.Kind is RegisterCallKind.Decide)
            {
                Send(RegisterAnswer.Done, result.Version, null, DecisionRegisters.Find(result.Value, call.Promise!));
                return;
            }

            if (call.Kind is RegisterCallKind.Forget)
            {
                Send(RegisterAnswer.Done, result.Version, null, null);
                return;
            }

            var content = RegisterContent.Of(result);
            var isDone = changed || call.Kind is RegisterCallKind.Read or RegisterCallKind.Settle || (call.Kind == RegisterCallKind.Promise && content.Pending?.Promise == call.Promise);
            Send(isDone ? RegisterAnswer.Done : RegisterAnswer.Mismatch, content.Version, content.Stored, null);
        }

        private void Failed() => Send(RegisterAnswer.Failed, default, null, null);

        private void Unknown() => Send(RegisterAnswer.Unknown, default, null, null);

        private void Send(RegisterAnswer answer, Carstamp version, byte[]? value, bool? decision)
        {
            if (!World.CrashesAt(home.Node, $"answer to {call.Kind}"))
                World.World.Network.Send(home.Node, from, new RegisterAnswerMessage(call.Id, answer, version, value, decision));
        }
    }

    private bool IsInTheWay(RegisterContent content, RegisterCallMessage call) => call.Kind switch
    {
        RegisterCallKind.Append => _rules.IsInTheWay(content, isRead: false, null) && world.PromiseRules.WritesWait,
        RegisterCallKind.Promise => _rules.IsInTheWay(content, isRead: false, call.Promise) && world.PromiseRules.PromisesWait,
        _ => _rules.IsInTheWay(content, call.Kind == RegisterCallKind.Read, call.Promise),
    };

    private RegisterChange? Change(Versioned current, RegisterCallMessage call) => call.Kind switch
    {
        RegisterCallKind.Append => _rules.Write(current, content => [.. content.Stored ?? RegisterTransactionWorld.EmptyList, .. call.Value!]),
        RegisterCallKind.CompareAndSet => PromisedRegister.CompareAndSet(current, content => content.Version == call.Expected, call.Value),
        RegisterCallKind.Promise => _rules.Promise(current, call.Promise!, content => call.Expected is null || content.Version == call.Expected, call.Value),
        RegisterCallKind.Settle => PromisedRegister.Settle(current, call.Promise!, call.IsKept),
        RegisterCallKind.Decide => DecisionRegisters.Find(current.Value, call.Promise!) is null
            ? new RegisterChange(DecisionRegisters.With(current.Value, call.Promise!, call.IsKept))
            : null,
        RegisterCallKind.Forget => DecisionRegisters.Without(current.Value, call.Promise!) is { } smaller ? new RegisterChange(smaller) : null,
        _ => null,
    };
}
