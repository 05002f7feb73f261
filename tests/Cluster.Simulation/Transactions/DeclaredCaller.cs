using System.Runtime.InteropServices;
using Cluster.Silo.Transactions.Protocol;
using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Transactions;

/// <summary>Has one declared transaction after the other carried out, and asks again, at any sequencer, until it is answered.</summary>
internal sealed class DeclaredCaller
{
    private readonly TransactionWorld _world;
    private readonly ClientProcess _client;
    private readonly string _name;
    private readonly int _life;
    private ListAppendTransaction? _entry;
    private DeclaredRequest? _request;
    private long _number;

    public DeclaredCaller(TransactionWorld world, ClientProcess client)
    {
        (_world, _client, _life) = (world, client, client.Node.Life);
        _name = $"caller-{world.NextOwner()}";
        client.Callers.Add(_name, this);
        Next();
    }

    private SeededRandom Random => _world.World.Random;

    public void Receive(DeclaredResult result)
    {
        if (_entry is null || result.Number != _number)
            return;
        if (result.Error is not null)
            throw new SimulationFailedException($"A declared transaction failed: {result.Error}");
        var values = new Queue<int>(MemoryMarshal.Cast<byte, int>(result.Value).ToArray());
        foreach (var item in _request!.Transaction.Items.Where(item => item.Item != TransactionWorld.Account))
        {
            var list = new int[values.Dequeue()];
            for (var index = 0; index < list.Length; index++)
                list[index] = values.Dequeue();
            _entry.Reads.Add(($"{item.Participant}/{item.Item}", list));
        }

        (_entry.IsCommitted, _entry.End) = (true, _world.World.Now.Ticks);
        _entry = null;
        Next();
    }

    private void Next() => _client.Node.After(Random.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(20)), () =>
    {
        if (_world.IsStopping || _client.Node.Life != _life)
            return;
        _entry = _world.Record();
        var items = _world.Items.Where(_ => Random.Chance(0.4)).Select(item => new DeclaredItem(item.Participant, item.Item)).ToList();
        var accounts = _world.Accounts.Where(_ => Random.Chance(0.5)).Take(2).Select(account => new DeclaredItem(account, TransactionWorld.Account)).ToList();
        var appends = items.Where(_ => Random.Chance(0.6)).ToDictionary(item => item, _ => _world.NextElement());
        _entry.Appends.AddRange(appends.Select(append => ($"{append.Key.Participant}/{append.Key.Item}", append.Value)));
        _request = new DeclaredRequest(_name, ++_number, _number - 1, new ListTransaction([.. items, .. accounts], appends));
        _world.World.Trace($"{_name} {_number} is T{_entry.Id}");
        Ask(_number);
    });

    private void Ask(long number)
    {
        if (_entry is null || number != _number)
            return;
        _world.World.Network.Send(_client.Node, Random.Pick(_world.Sequencers), new DeclaredMessage(_request!));
        _client.Node.After(Random.Between(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(120)), () => Ask(number));
    }

    /// <summary>Reads lists, appends to some of them, and moves one between two accounts.</summary>
    private sealed class ListTransaction(IReadOnlyList<DeclaredItem> items, Dictionary<DeclaredItem, int> appends) : DeclaredTransaction
    {
        public override IReadOnlyCollection<DeclaredItem> Items => items;

        public override byte[]? Run(DeclaredState state)
        {
            var result = new List<int>();
            foreach (var item in items.Where(item => item.Item != TransactionWorld.Account))
            {
                var list = MemoryMarshal.Cast<byte, int>(state.Read(item) ?? []).ToArray();
                result.Add(list.Length);
                result.AddRange(list);
                if (appends.TryGetValue(item, out var element))
                    state.Write(item, Bytes([.. list, element]));
            }

            if (items.Where(item => item.Item == TransactionWorld.Account).ToArray() is [var from, var to])
            {
                state.Write(from, Bytes([Balance(state, from) - 1]));
                state.Write(to, Bytes([Balance(state, to) + 1]));
            }

            return Bytes([.. result]);
        }

        private static int Balance(DeclaredState state, DeclaredItem account) =>
            state.Read(account) is { } bytes ? MemoryMarshal.Cast<byte, int>(bytes)[0] : TransactionWorld.Opening;

        private static byte[] Bytes(int[] values) => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
    }
}
