using System.Runtime.InteropServices;
using Cluster.Silo.Transactions.Protocol;
using Cluster.Simulation.Engine;
using Cluster.Transactions.Protocol;

namespace Cluster.Simulation.Transactions;

/// <summary>
/// Has declared transactions carried out, up to two at a time in one session, and asks again, at any sequencer, until each is answered; of some it does not wait for the answer.
/// </summary>
internal sealed class DeclaredCaller
{
    private readonly TransactionWorld _world;
    private readonly ClientProcess _client;
    private readonly long _caller;
    private readonly int _life;
    private readonly SortedDictionary<long, Call> _open = [];
    private long _session;
    private long _number;

    public DeclaredCaller(TransactionWorld world, ClientProcess client)
    {
        (_world, _client, _life, _caller) = (world, client, client.Node.Life, world.NextOwner());
        client.Callers.Add(_caller, this);
        AskForSession();
        Next();
        Next();
    }

    private SeededRandom Random => _world.World.Random;

    public void Receive(DeclaredResult result)
    {
        if (result.Kind == DeclaredResultKind.Opened)
        {
            _session = _session == 0 ? BitConverter.ToInt64(result.Value) : _session;
            return;
        }

        if (result.Session != _session || !_open.TryGetValue(result.Number, out var call))
            return;
        if (result.Kind == DeclaredResultKind.UnknownSession)
        {
            // Silent for too long: what became of its open transactions is not known.
            _world.Count("sessions dropped");
            var ended = _open.Count;
            _open.Clear();
            _session = 0;
            AskForSession();
            for (; ended > 0; ended--)
                Next();
            return;
        }

        _open.Remove(result.Number);
        call.Entry.End = _world.World.Now.Ticks;
        call.Entry.IsCommitted = result.Kind == DeclaredResultKind.Returned;
        if (result.Kind == DeclaredResultKind.Threw != call.Transaction.Throws)
            throw new SimulationFailedException($"T{call.Entry.Id} {result.Kind}, which it should not.");
        if (result.Kind == DeclaredResultKind.Returned)
            call.Transaction.Tell(result.Value, call.Entry);
        Next();
    }

    private void AskForSession()
    {
        if (_session != 0 || _world.IsStopping || _client.Node.Life != _life)
            return;
        _world.World.Network.Send(_client.Node, Random.Pick(_world.Sequencers), new DeclaredMessage(_caller, 0, DeclaredAcknowledgement.None, new DeclaredRequest(0, _caller, null)));
        _client.Node.After(Random.Between(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(120)), AskForSession);
    }

    private void Next() => _client.Node.After(Random.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(20)), () =>
    {
        if (_world.IsStopping || _client.Node.Life != _life)
            return;
        if (_session == 0)
        {
            Next();
            return;
        }

        var entry = _world.Record();
        var items = _world.Items.Where(_ => Random.Chance(0.4)).Select(item => new DeclaredItem(item.Participant, item.Item)).ToList();
        var accounts = _world.Accounts.Where(_ => Random.Chance(0.5)).Take(2).Select(account => new DeclaredItem(account, TransactionWorld.Account)).ToList();
        var appends = items.Where(_ => Random.Chance(0.6)).ToDictionary(item => item, _ => _world.NextElement());
        entry.Appends.AddRange(appends.Select(append => ($"{append.Key.Participant}/{append.Key.Item}", append.Value)));
        var call = new Call(entry, new ListTransaction([.. items, .. accounts], appends, Random.Chance(0.1)));
        _open.Add(++_number, call);
        _world.World.Trace($"{_session}:{_number} is T{entry.Id}{(call.Transaction.Throws ? ", which throws" : "")}");
        Ask(_session, _number, call);
        if (Random.Chance(0.05))
            GiveUp(_session, _number, call);
    });

    private void Ask(long session, long number, Call call)
    {
        if (_session != session || !_open.ContainsKey(number))
            return;
        var acknowledgement = new DeclaredAcknowledgement(_number, [.. _open.Keys]);
        _world.World.Network.Send(
            _client.Node, Random.Pick(_world.Sequencers), new DeclaredMessage(_caller, session, acknowledgement, new DeclaredRequest(session, number, call.Transaction)));
        _client.Node.After(Random.Between(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(120)), () => Ask(session, number, call));
    }

    private void GiveUp(long session, long number, Call call) => _client.Node.After(Random.Between(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(60)), () =>
    {
        if (_session != session || !_open.Remove(number))
            return;
        _world.Count("declared given up");
        Next();
    });

    private sealed record Call(ListAppendTransaction Entry, ListTransaction Transaction);

    /// <summary>Reads lists, appends to some of them, and moves one between two accounts. Some throw when they have done all that.</summary>
    private sealed class ListTransaction(IReadOnlyList<DeclaredItem> items, Dictionary<DeclaredItem, int> appends, bool throws) : DeclaredTransaction
    {
        public bool Throws => throws;

        public override IReadOnlyCollection<DeclaredItem> Items => items;

        public override byte[]? Run(DeclaredItems state)
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

            return throws ? throw new InvalidOperationException("It was to throw.") : Bytes([.. result]);
        }

        public override byte[]? Describe(Exception failure) => failure.Message == "It was to throw." ? null : throw new SimulationFailedException(failure.Message);

        /// <summary>Enters what it has read into the history.</summary>
        public void Tell(byte[]? result, ListAppendTransaction entry)
        {
            var values = new Queue<int>(MemoryMarshal.Cast<byte, int>(result).ToArray());
            if (values.Count < items.Count(item => item.Item != TransactionWorld.Account))
                throw new SimulationFailedException($"{entry} was answered with the result of another, which it should not.");
            foreach (var item in items.Where(item => item.Item != TransactionWorld.Account))
            {
                var list = new int[values.Dequeue()];
                for (var index = 0; index < list.Length; index++)
                    list[index] = values.Dequeue();
                entry.Reads.Add(($"{item.Participant}/{item.Item}", list));
            }
        }

        private static int Balance(DeclaredItems state, DeclaredItem account) =>
            state.Read(account) is { } bytes ? MemoryMarshal.Cast<byte, int>(bytes)[0] : TransactionWorld.Opening;

        private static byte[] Bytes(int[] values) => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
    }
}
