using Cluster.Silo.Registers.Convergent;

namespace Cluster.Silo.Registers.Repair;

/// <summary>
/// One replica of the registers of one convergent type. Changes go to all other replicas, those that are made within a while together; who does not confirm is owed a hint;
/// whatever is still missed is found by comparing trees. Takes messages and ticks in and gives messages out; not safe for concurrent calls.
/// </summary>
/// <remarks>
/// What is given out may leave only after every merge up to then is durable: an actor that forgot a change that others have seen would make
/// another one of the same name.
/// </remarks>
/// <param name="name">This silo's name.</param>
/// <param name="empty">The state of a register that nobody has changed.</param>
/// <param name="hintLimit">How many registers may be owed to one replica before anti-entropy alone has to find them.</param>
internal sealed class ConvergentReplica<T>(string name, T empty, int hintLimit)
    where T : class, IConvergent<T>
{
    private const int HintsPerTick = 32;
    private const int LeavesAtOnce = 256;
    private readonly HintStore _hints = new(hintLimit);
    private readonly Dictionary<(string Replica, long Change), (string Register, Hint? Hint)> _unconfirmed = [];
    private readonly List<(string To, ConvergentMessage Message)> _out = [];
    private readonly Dictionary<string, T> _merged = new(StringComparer.Ordinal);
    private readonly Dictionary<string, T> _news = new(StringComparer.Ordinal);
    private HashSet<(string Replica, long Change)> _waitedLong = [];
    private string[] _others = [];
    private long _changes;

    public ConvergentStore<T> Store { get; } = new(empty);

    /// <summary>How many registers are owed to replicas that could not be reached.</summary>
    public int Owed => _others.Sum(_hints.Count);

    /// <summary>How many registers have changes that the other replicas were not told of.</summary>
    public int Untold => _news.Count;

    /// <summary>Whether <see cref="Take"/> would give anything.</summary>
    public bool HasSomethingToTake => _merged.Count > 0 || _news.Count > 0 || _out.Count > 0;

    /// <summary>Names the replicas; what is owed to others than these is forgotten.</summary>
    public void Configure(IEnumerable<string> members)
    {
        string[] others = [.. members.Where(member => member != name)];
        foreach (var gone in _others.Except(others))
            _hints.Forget(gone);
        _others = others;
    }

    /// <summary>Merges a change made here, which goes to the other replicas with the next <see cref="Take"/> of news; changes of one register go as one.</summary>
    public void Write(string register, T delta)
    {
        Merge(register, delta);
        Join(_news, register, delta);
    }

    /// <summary>Merges what a log gave back, without telling anybody; false if it brought nothing new.</summary>
    public bool Replay(string register, T state) => Store.Merge(register, state);

    public void Receive(string from, ConvergentMessage message)
    {
        switch (message)
        {
            case DeltaMessage<T> delta:
                Merge(delta.Register, delta.State);
                _out.Add((from, new ReceivedMessage(delta.Change)));
                break;
            case ReceivedMessage received:
                if (_unconfirmed.Remove((from, received.Change), out var confirmed) && confirmed.Hint is { } hint)
                    _hints.Confirm(from, hint);
                break;
            case TreeMessage tree:
                Compare(from, tree.Digest);
                break;
            case LeavesMessage leaves:
                Answer(from, leaves);
                break;
            case StatesMessage<T> states:
                foreach (var (register, state) in states.States)
                    Merge(register, state);
                if (states.Wanted.Count > 0)
                    _out.Add((from, new StatesMessage<T>(states.Wanted.ToDictionary(register => register, register => Store[register], StringComparer.Ordinal), [])));
                break;
            default:
                throw new ArgumentException($"A replica does not know the message {message.GetType().Name}.", nameof(message));
        }
    }

    /// <summary>To be called at a steady pace, slower than a message takes there and back.</summary>
    /// <param name="partner">Whom to compare trees with this time; to be drawn at random.</param>
    public void Tick(string? partner)
    {
        TurnIntoHints();
        foreach (var other in _others)
        {
            foreach (var hint in _hints.Peek(other, HintsPerTick))
                Send(other, hint.Register, Store[hint.Register], hint);
        }

        if (partner is not null && partner != name)
            _out.Add((partner, new TreeMessage(AntiEntropy.Begin(Store.Tree))));
    }

    /// <summary>The messages to send, each once, and the merges to write to the log before they leave.</summary>
    /// <param name="withNews">Whether changes made here leave, too. If not, they go on waiting for others to go with, while what answers other replicas leaves.</param>
    public (IReadOnlyList<(string Register, T State)> Merged, IReadOnlyList<(string To, ConvergentMessage Message)> Messages) Take(bool withNews)
    {
        if (withNews)
        {
            foreach (var (register, delta) in _news)
            {
                foreach (var other in _others)
                    Send(other, register, delta, hint: null);
            }

            _news.Clear();
        }

        (IReadOnlyList<(string, T)>, IReadOnlyList<(string, ConvergentMessage)>) taken = ([.. _merged.Select(merged => (merged.Key, merged.Value))], [.. _out]);
        _merged.Clear();
        _out.Clear();
        return taken;
    }

    private void Merge(string register, T state)
    {
        if (Store.Merge(register, state))
            Join(_merged, register, state);
    }

    /// <summary>Several deltas of one register are one: the join of them (Almeida et al., section 4).</summary>
    private static void Join(Dictionary<string, T> deltas, string register, T delta) =>
        deltas[register] = deltas.TryGetValue(register, out var earlier) ? earlier.Merge(delta) : delta;

    private void Send(string to, string register, T state, Hint? hint)
    {
        var change = ++_changes;
        _unconfirmed[(to, change)] = (register, hint);
        _out.Add((to, new DeltaMessage<T>(change, register, state)));
    }

    /// <summary>What was sent two ticks ago and is not confirmed has been missed.</summary>
    private void TurnIntoHints()
    {
        foreach (var late in _waitedLong)
        {
            if (_unconfirmed.Remove(late, out var missed) && missed.Hint is null && _others.Contains(late.Replica))
                _hints.Add(late.Replica, missed.Register);
        }

        _waitedLong = [.. _unconfirmed.Keys];
    }

    private void Compare(string from, TreeDigest theirs)
    {
        if (theirs.Level == MerkleTree.LeafLevel)
        {
            // A replica that has nothing yet differs in every leaf: it gets them a part at a time, in messages of a bearable size.
            var differing = theirs.Nodes.Where(node => Store.Tree.Node(theirs.Level, node.Key) != node.Value).Take(LeavesAtOnce).ToDictionary();
            if (differing.Count > 0)
                _out.Add((from, new LeavesMessage([.. differing.Keys], AntiEntropy.DifferingLeaves(Store.Tree, theirs with { Nodes = differing }))));
        }
        else if (AntiEntropy.Compare(Store.Tree, theirs) is { } ours)
        {
            _out.Add((from, new TreeMessage(ours)));
        }
    }

    private void Answer(string from, LeavesMessage theirs)
    {
        var ours = theirs.Leaves.SelectMany(Store.Tree.Leaf).ToDictionary(StringComparer.Ordinal);
        string[] wanted = [.. theirs.Registers.Where(register => ours.GetValueOrDefault(register.Key) != register.Value).Select(register => register.Key)];
        _out.Add((from, new StatesMessage<T>(Store.Missing(theirs.Registers, ours), wanted)));
    }
}
