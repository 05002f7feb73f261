using Cluster.Silo.Registers.Hosting;
using Cluster.Silo.Registers.Protocol;
using Cluster.Simulation.Engine;
using Cluster.Transactions.Protocol;

namespace Cluster.Simulation.Transactions.Registers;

/// <summary>A client's calls of homes; silence is an unknown outcome.</summary>
internal sealed class RegisterCalls(IPromiseWorld world, SimulatedNode node)
{
    private readonly Dictionary<long, Action<RegisterAnswerMessage>> _pending = [];

    public void Receive(RegisterAnswerMessage answer)
    {
        if (_pending.Remove(answer.Id, out var then))
            then(answer);
    }

    /// <summary>Asks a home; answered once.</summary>
    public void Call(RegisterCallMessage call, Action<RegisterAnswerMessage> then)
    {
        if (world.CrashesAt(node, call.Kind.ToString()))
            return;
        var numbered = call with { Id = world.NextOwner() };
        _pending.Add(numbered.Id, then);
        world.World.Network.Send(node, world.HomeOf(call.Register), numbered);
        node.After(world.CallTimeout, () =>
        {
            if (_pending.Remove(numbered.Id))
                then(new RegisterAnswerMessage(numbered.Id, call.Kind == RegisterCallKind.Read ? RegisterAnswer.Failed : RegisterAnswer.Unknown, Carstamp.Zero, null));
        });
    }

    /// <summary>Asks what a transaction's work on registers asks, and brings it the answers.</summary>
    public void Ask(RegisterWork work, TransactionId transaction, Action answered)
    {
        foreach (var request in work.TakeRequests())
        {
            var call = new RegisterCallMessage(0, request.Register, request.Kind switch
            {
                RegisterRequestKind.Promise => RegisterCallKind.Promise,
                RegisterRequestKind.Check => RegisterCallKind.Read,
                _ => RegisterCallKind.Settle,
            })
            {
                Value = request.Value,
                Expected = request.Expected?.ToCarstamp(),
                Promise = transaction.ToPromise(),
                IsKept = request.IsKept,
            };
            Call(call, answer =>
            {
                work.Receive(request, answer.Answer, answer.Version.ToVersion());
                answered();
            });
        }
    }
}
