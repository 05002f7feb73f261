using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Transactions.Registers;

/// <summary>A client that asks homes.</summary>
internal sealed class RegisterClientProcess(RegisterTransactionWorld world, SimulatedNode node) : ISimulatedProcess
{
    private readonly RegisterCalls _calls = new(world, node);
    private readonly long _id = world.NextOwner();
    private long _numbers;

    public SimulatedNode Node => node;

    public long Id => _id;

    public long NextNumber() => ++_numbers;

    public void Receive(SimulatedNode from, object message)
    {
        if (message is RegisterAnswerMessage answer)
            _calls.Receive(answer);
    }

    /// <inheritdoc cref="RegisterCalls.Call"/>
    public void Call(RegisterCallMessage call, Action<RegisterAnswerMessage> then) => _calls.Call(call, then);
}
