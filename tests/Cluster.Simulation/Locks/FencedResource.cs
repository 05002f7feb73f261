using Cluster.Simulation.Engine;
using Cluster.Simulation.Histories;

namespace Cluster.Simulation.Locks;

/// <summary>What the locks guard: a node that accepts an operation only when its token is not older than the newest it has seen.</summary>
internal sealed class FencedResource(LockWorld world) : ISimulatedProcess
{
    private readonly Dictionary<string, (long Token, Guarded By)> _newest = [];

    /// <summary>An operation under a lock, on its way to what the lock guards. It may arrive long after its sender has lost the lock.</summary>
    internal sealed record Guarded(string Name, long Token, int Client, long Claim, bool Exclusive, long SentNs);

    public long Accepted { get; private set; }

    public long Refused { get; private set; }

    public void Receive(SimulatedNode from, object message)
    {
        var operation = (Guarded)message;
        var newest = _newest.GetValueOrDefault(operation.Name);
        var accepted = operation.Token >= newest.Token;
        if (accepted)
        {
            Accepted++;
            if (newest.By is { } other && other.Token == operation.Token && (other.Client, other.Claim) != (operation.Client, operation.Claim)
                && (other.Exclusive || operation.Exclusive))
            {
                throw new SimulationFailedException(
                    $"{operation.Name}: two exclusive holders were let in with one token: client {other.Client} and client {operation.Client}");
            }

            _newest[operation.Name] = (operation.Token, operation);
        }
        else
        {
            Refused++;
        }

        var at = world.NowNs;
        world.History.Add(new HistoryEntry
        {
            Client = operation.Client,
            Key = operation.Name,
            Op = "guarded",
            Token = operation.Token,
            StartNs = at,
            EndNs = at,
            Ok = accepted ? Outcome.Ok : Outcome.Failed,
        });
    }
}
