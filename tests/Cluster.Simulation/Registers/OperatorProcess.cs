using Cluster.Silo.Registers.Protocol;
using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Registers;

/// <summary>
/// Changes the configuration by compare-and-swap, and completes or gives up what it or another operator left half done. Two of them run
/// at once.
/// </summary>
internal sealed class OperatorProcess : ISimulatedProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(150);
    private readonly RegisterWorld _registers;
    private readonly SimulatedNode _node;
    private readonly HashSet<string> _joined = [];
    private ReplicaConfiguration? _configuration;
    private long _eTag;
    private TimeSpan _since;

    public OperatorProcess(RegisterWorld registers, SimulatedNode node)
    {
        (_registers, _node) = (registers, node);
        Tick();
    }

    private World World => _registers.World;

    public void Receive(SimulatedNode from, object message)
    {
        if (message is not JoinedMessage joined || _configuration is not { IsActive: false } configuration || joined.Epoch != configuration.Epoch)
            return;
        _joined.Add(joined.Replica);
        if (_joined.Count >= configuration.Quorum)
            Write(configuration.Activate());
    }

    private void Tick() => _node.After(World.Random.Between(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(40)), () =>
    {
        _registers.Store.Read(_node, RegisterWorld.ConfigurationKey, (value, eTag) =>
        {
            Notice((ReplicaConfiguration?)value, eTag);
            Act();
        }, () => { });
        Tick();
    });

    private void Notice(ReplicaConfiguration? configuration, long eTag)
    {
        if (configuration?.Epoch != _configuration?.Epoch || configuration?.IsActive != _configuration?.IsActive)
        {
            _joined.Clear();
            _since = World.Now;
        }

        (_configuration, _eTag) = (configuration, eTag);
    }

    private void Act()
    {
        if (_configuration is null)
        {
            Write(ReplicaConfiguration.First(_registers.ChooseMembers(3)));
            return;
        }

        // Members that have not caught up are told again, also when a quorum has: until they have, they do not vote.
        foreach (var member in _configuration.Members)
            World.Network.Send(_node, _registers.Silo(member.Name), new JoinMessage(_configuration));

        var isStuck = !_configuration.IsActive && World.Now - _since > Patience;
        var wantsChange = _configuration.IsActive && (_registers.HasStrangers(_configuration) || World.Random.Chance(_registers.Reconfigurations));
        if ((isStuck && _configuration.SourceEpoch > 0 && World.Random.Chance(0.3)) || wantsChange)
            Write(_configuration.Next(_registers.ChooseMembers(World.Random.Chance(0.3) ? 5 : 3)));
    }

    private void Write(ReplicaConfiguration configuration) =>
        _registers.Store.Write(_node, RegisterWorld.ConfigurationKey, configuration, _eTag, eTag => Notice(configuration, eTag), () => { }, () => { });
}
