using Cluster.Silo.Registers.Protocol;
using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Registers;

/// <summary>Calls one operation after the other, mostly at each register's own silo and at times at any other, and notes what it saw.</summary>
internal sealed class RegisterClient
{
    public static readonly string[] Registers = ["a", "b"];
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(400);
    private readonly RegisterWorld _registers;
    private readonly int _client;
    private readonly Dictionary<string, long> _seen = [];
    private bool _stopped;

    public RegisterClient(RegisterWorld registers, int client)
    {
        (_registers, _client) = (registers, client);
        if (client < 1000)
            Next();
    }

    private World World => _registers.World;

    public void Stop() => _stopped = true;

    public void ReadOnce(string register) => Call(register, RegisterEvent.Operation.Read);

    private void Next() => World.Schedule(World.Random.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(40)), () =>
    {
        if (_stopped)
            return;
        Call(World.Random.Pick(Registers), World.Random.Next(10) switch
        {
            < 4 => RegisterEvent.Operation.Read,
            < 7 => RegisterEvent.Operation.Write,
            < 8 => RegisterEvent.Operation.Swap,
            _ => RegisterEvent.Operation.CompareAndSet,
        });
    });

    private void Call(string register, RegisterEvent.Operation kind)
    {
        var random = World.Random;
        var silos = _registers.Silos.ToArray();
        var silo = random.Chance(0.7) ? silos[Array.IndexOf(Registers, register)] : random.Pick(silos);
        var call = new RegisterEvent(
            _client, register, kind, kind == RegisterEvent.Operation.Read ? 0 : _registers.NextValue(), _seen.GetValueOrDefault(register), null, World.Now.Ticks, null);
        var isOver = false;
        var bound = kind == RegisterEvent.Operation.Read && _client < 1000 && random.Chance(0.3) ? 1 + random.Next(3) : 0;
        var leaderless = random.Chance(0.3);

        void Over(RegisterEvent outcome)
        {
            if (isOver)
                return;
            isOver = true;
            World.Trace($"{outcome}");
            if (bound > 0)
            {
                Next();
                return;
            }

            _registers.History.Add(outcome);
            if (outcome.Observed is { } observed)
                _seen[register] = observed;
            if (outcome.End is not null && kind is RegisterEvent.Operation.Write or RegisterEvent.Operation.Swap)
                _seen[register] = call.Argument;
            if (!_stopped && _client < 1000)
                Next();
        }

        void Completed(RegisterOperation operation)
        {
            if (!isOver && operation is { Outcome: RegisterOutcome.Done, Result: { } result })
            {
                if (operation.Changed)
                    _registers.Bounds.Wrote(register, result.Version, World.Now.Ticks);
                else if (bound > 0)
                    _registers.Bounds.Read(register, result.Version, bound, operation.VersionsBehind, call.Start);
            }

            Over(operation.Outcome == RegisterOutcome.Done ? call with { End = World.Now.Ticks, Observed = Observed(operation) } : call);
        }

        long? before = null;
        long? Observed(RegisterOperation operation) => kind switch
        {
            RegisterEvent.Operation.Read => Number(operation.Result!.Value),
            RegisterEvent.Operation.Write => null,
            _ => before,
        };

        RegisterChange? Change(Versioned current)
        {
            before = Number(current.Value);
            return kind == RegisterEvent.Operation.Swap || before == call.Expected ? new RegisterChange(BitConverter.GetBytes(call.Argument)) : null;
        }

        var begun = silo is { IsUp: true, IsPaused: false } && ((SiloProcess)silo.Process!).TryBegin(register, kind == RegisterEvent.Operation.Read, proposer =>
        {
            switch (kind)
            {
                case RegisterEvent.Operation.Read:
                    proposer.Read(Completed, bound > 0 && _registers.Fault == PlantedFault.IgnoresVersionBound ? long.MaxValue : bound);
                    break;
                case RegisterEvent.Operation.Write when leaderless:
                    proposer.WriteWithoutLead(BitConverter.GetBytes(call.Argument), Completed);
                    break;
                case RegisterEvent.Operation.Write:
                    proposer.Write(BitConverter.GetBytes(call.Argument), Completed);
                    break;
                default:
                    proposer.Update(Change, Completed);
                    break;
            }
        });
        if (begun)
            World.Schedule(Timeout, () => Over(call));
        else if (_client < 1000)
            Next();
        else
            World.Schedule(TimeSpan.FromMilliseconds(20), () => Call(register, kind));
    }

    private static long Number(byte[]? value) => value is null ? 0 : BitConverter.ToInt64(value);
}
