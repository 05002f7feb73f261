using Cluster.Transactions.Protocol;

namespace Cluster.Simulation.Transactions.Registers;

/// <summary>Does one thing after the other at a client: transactions, and plain reads, writes and compare-and-sets of the same registers, each of which is an entry of the history.</summary>
internal sealed class RegisterTransactionWorker
{
    private readonly RegisterTransactionWorld _world;
    private readonly RegisterClientProcess _client;
    private readonly int _life;

    public RegisterTransactionWorker(RegisterTransactionWorld world, RegisterClientProcess client)
    {
        (_world, _client, _life) = (world, client, client.Node.Life);
        Next();
    }

    public static void ReadAll(RegisterTransactionWorld world, RegisterClientProcess client, Action done) =>
        RegisterTransactionRun.Begin(world, client, [.. world.Registers.Select(register => (register, false))], int.MaxValue, done);

    private void Next() => _client.Node.After(_world.World.Random.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(15)), () =>
    {
        if (_world.IsStopping || _client.Node.Life != _life)
            return;
        var random = _world.World.Random;
        var register = random.Pick(_world.Registers);
        switch (random.Next(10))
        {
            case 0:
                Read(register);
                break;
            case 1:
                Append(register);
                break;
            case 2:
                CompareAndSet(register);
                break;
            default:
                var isReadOnly = random.Chance(0.2);
                var steps = Enumerable.Range(0, 1 + random.Next(4)).Select(_ => (random.Pick(_world.Registers), !isReadOnly && random.Chance(0.6))).ToArray();
                RegisterTransactionRun.Begin(_world, _client, steps, attempts: 4, Next);
                break;
        }
    });

    private void Read(string register)
    {
        var entry = _world.Record();
        _client.Call(new RegisterCallMessage(0, register, RegisterCallKind.Read), answer =>
        {
            if (answer.Answer == RegisterAnswer.Done)
                entry.Reads.Add((register, RegisterTransactionWorld.ToList(answer.Value)));
            End(entry, answer.Answer);
        });
    }

    private void Append(string register)
    {
        var (entry, element) = (_world.Record(), _world.NextElement());
        entry.Appends.Add((register, element));
        _client.Call(new RegisterCallMessage(0, register, RegisterCallKind.Append) { Value = RegisterTransactionWorld.ToBytes([element])[1..] }, answer => End(entry, answer.Answer));
    }

    private void CompareAndSet(string register)
    {
        var entry = _world.Record();
        _client.Call(new RegisterCallMessage(0, register, RegisterCallKind.Read), read =>
        {
            if (read.Answer != RegisterAnswer.Done)
            {
                End(entry, RegisterAnswer.Failed);
                return;
            }

            var (list, element) = (RegisterTransactionWorld.ToList(read.Value), _world.NextElement());
            entry.Reads.Add((register, list));
            entry.Appends.Add((register, element));
            var call = new RegisterCallMessage(0, register, RegisterCallKind.CompareAndSet) { Expected = read.Version, Value = RegisterTransactionWorld.ToBytes([.. list, element]) };
            _client.Call(call, answer => End(entry, answer.Answer));
        });
    }

    private void End(ListAppendTransaction entry, RegisterAnswer answer)
    {
        _world.Count($"plain {answer}");
        if (answer != RegisterAnswer.Unknown)
            (entry.IsCommitted, entry.End) = (answer == RegisterAnswer.Done, _world.World.Now.Ticks);
        Next();
    }
}
