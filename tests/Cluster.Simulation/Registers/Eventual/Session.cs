using Cluster.Registers.Sessions;
using Cluster.Silo.Registers.Convergent;
using Cluster.Silo.Registers.Hosting;
using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Registers.Eventual;

/// <summary>
/// A client that reads and writes wherever it happens to be connected, with its token alone to hold its view together, and that checks what it is
/// told against what it remembers itself.
/// </summary>
internal sealed class Session
{
    private static readonly string[] Names = ["a", "b", "c"];
    private readonly EventualWorld _world;
    private readonly int _number;
    private readonly Dictionary<string, WeakVersion> _read = [];
    private readonly Dictionary<string, WeakVersion> _written = [];
    private SessionToken _token = SessionToken.Empty;
    private HybridTime _newestSeen;

    public Session(EventualWorld world, int number)
    {
        (_world, _number) = (world, number);
        Next();
    }

    private World World => _world.World;

    private void Next() => World.Schedule(World.Random.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(15)), () =>
    {
        if (!_world.IsTroubled)
            return;
        var silo = World.Random.Pick([.. _world.Silos.Values]);
        if (silo is not { IsUp: true, IsPaused: false })
        {
            Next();
            return;
        }

        Call((EventualSilo)silo.Process!, World.Random.Pick(Names), World.Random.Next(6));
    });

    private void Call(EventualSilo silo, string register, int kind)
    {
        var isOver = false;
        void Over(Action then)
        {
            if (isOver)
                return;
            isOver = true;
            then();
            // The token travels as text, as it does between processes.
            _token = SessionToken.Parse(_token.ToString());
            Next();
        }

        World.Schedule(TimeSpan.FromMilliseconds(200), () => Over(() => { }));
        switch (kind)
        {
            case < 3:
                silo.Read(register, _token, state => Over(() => Observe(register, state)));
                break;
            case < 5:
                var value = _world.NextValue();
                silo.Write(register, BitConverter.GetBytes(value), _token, version => Over(() => Written(register, version, value)));
                break;
            default:
                var amount = World.Random.Next(5) + 1;
                _world.Attempted += amount;
                // The increment counts even if its acknowledgement comes after the client gave up: only the sum of all is known to be a bound.
                silo.Add(register, amount, () =>
                {
                    _world.Counted += amount;
                    Over(() => { });
                });
                break;
        }
    }

    private void Observe(string register, LastWriterWins? state)
    {
        _world.Reads++;
        if (state is null)
        {
            _world.Refused++;
            return;
        }

        if (state.Version < _read.GetValueOrDefault(register))
            throw new SimulationFailedException($"Session {_number} read {register} at {state.Version} after {_read[register]}: reads are not monotonic.");
        if (state.Version < _written.GetValueOrDefault(register))
            throw new SimulationFailedException($"Session {_number} read {register} at {state.Version} after writing {_written[register]}: it does not read its writes.");
        _read[register] = state.Version;
        Saw(register, state.Version);
    }

    private void Written(string register, WeakVersion version, long value)
    {
        World.Trace($"session {_number} wrote {value} to {register} at {version}");
        if (version <= _written.GetValueOrDefault(register))
            throw new SimulationFailedException($"Session {_number} wrote {register} at {version} after {_written[register]}: writes are not monotonic.");
        if (version <= _read.GetValueOrDefault(register) || version.At <= _newestSeen)
            throw new SimulationFailedException($"Session {_number} wrote {register} at {version} after seeing {_newestSeen}: writes do not follow reads.");
        _written[register] = version;
        Saw(register, version);
    }

    private void Saw(string register, WeakVersion version)
    {
        _token = _token.With(register, version.ToVersion());
        if (version.At > _newestSeen)
            _newestSeen = version.At;
    }
}
