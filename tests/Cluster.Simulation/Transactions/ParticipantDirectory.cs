using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Transactions;

/// <summary>Says on which silo a participant is active. As the real one it is eventually consistent: for a while after a move some still go to the old place.</summary>
internal sealed class ParticipantDirectory(World world)
{
    private readonly Dictionary<string, (SimulatedNode Now, SimulatedNode Before, TimeSpan Until)> _places = [];

    public IReadOnlyCollection<string> Participants => _places.Keys;

    public SimulatedNode Current(string participant) => _places[participant].Now;

    /// <summary>Where somebody who sends now believes it to be.</summary>
    public SimulatedNode Locate(string participant)
    {
        var (now, before, until) = _places[participant];
        return world.Now < until && world.Random.Chance(0.5) ? before : now;
    }

    public void Move(string participant, SimulatedNode to, TimeSpan lag)
    {
        world.Trace($"{participant} moves to {to}");
        var before = _places.TryGetValue(participant, out var place) ? place.Now : to;
        _places[participant] = (to, before, world.Now + lag);
    }
}
