using Cluster.Silo.Registers.Protocol;
using Cluster.Simulation.Engine;
using Cluster.Transactions.Protocol;

namespace Cluster.Simulation.Transactions.Registers;

/// <summary>A client that asks homes, and takes silence for an unknown outcome.</summary>
internal sealed class RegisterClientProcess(RegisterTransactionWorld world, SimulatedNode node) : ISimulatedProcess
{
    private readonly Dictionary<long, Action<RegisterAnswerMessage>> _pending = [];
    private readonly long _id = world.NextOwner();
    private long _numbers;

    public SimulatedNode Node => node;

    public long Id => _id;

    public long NextNumber() => ++_numbers;

    public void Receive(SimulatedNode from, object message)
    {
        if (message is RegisterAnswerMessage answer && _pending.Remove(answer.Id, out var then))
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
}
