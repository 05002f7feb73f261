namespace Cluster.Silo.Registers.Protocol;

/// <summary>
/// One replica of the registers of one shard. Takes messages in and gives answers and journal entries out; it knows no time, no network
/// and no disk, and is not safe for concurrent calls.
/// </summary>
/// <remarks>
/// For each register it keeps a multi-writer ABD replica (the current version) and one open instance of CASPaxos, for the successor of
/// that version. When the current version moves on, the instance is over. docs/decisions tells why both together are linearizable.
/// </remarks>
internal sealed partial class RegisterReplica
{
    private readonly Dictionary<string, RegisterCell> _cells = new(StringComparer.Ordinal);
    private readonly List<JournalEntry> _entries = [];
    private long _epochEntry;

    /// <param name="incarnation">The identity of the disk: another one after it was lost.</param>
    /// <param name="journal">The entries that the disk gave back, in their order.</param>
    public RegisterReplica(ulong incarnation, IEnumerable<JournalEntry> journal)
    {
        Incarnation = incarnation;
        foreach (var entry in journal)
            Apply(entry);
    }

    public ulong Incarnation { get; }

    /// <summary>How many entries were replayed and made so far; <see cref="ReplicaResult{TResponse}.DurableThrough"/> counts the same.</summary>
    public long EntryCount { get; private set; }

    /// <summary>Requests of earlier epochs are refused.</summary>
    public long Epoch { get; private set; }

    /// <summary>The last epoch for which this replica had everything that a quorum knew; 0 when it is empty.</summary>
    public long CompleteEpoch { get; private set; }

    /// <summary>Whether the replica votes.</summary>
    public bool IsServing => Epoch > 0 && CompleteEpoch == Epoch;

    /// <summary>All registers in the order of their names, for snapshots and transfers.</summary>
    public IEnumerable<KeyValuePair<string, RegisterState>> Registers =>
        _cells.OrderBy(cell => cell.Key, StringComparer.Ordinal).Select(cell => KeyValuePair.Create(cell.Key, cell.Value.State));

    /// <summary>The state of a register, for watching and tests; it may not be durable yet.</summary>
    public RegisterState Peek(string register) => _cells.TryGetValue(register, out var cell) ? cell.State : RegisterState.Initial;

    public ReplicaResult<ReplicaResponse> Handle(ReplicaRequest request)
    {
        if (request.Epoch < Epoch)
            return Respond(ReplicaAnswer.StaleEpoch, RegisterState.Initial, _epochEntry);
        if (request.Epoch > Epoch || !IsServing)
            return Respond(ReplicaAnswer.NotServing, RegisterState.Initial, _epochEntry);

        var state = Peek(request.Register);
        var answer = request switch
        {
            ReadRequest => ReplicaAnswer.Done,
            StoreRequest store => Store(store, state),
            PrepareRequest prepare => Prepare(prepare, state),
            ProposeRequest propose => Propose(propose, state),
            CommitRequest commit => Commit(commit, state),
            _ => throw new ArgumentException($"A replica does not know the request {request.GetType().Name}.", nameof(request)),
        };
        return _cells.TryGetValue(request.Register, out var cell)
            ? Respond(answer, cell.State, cell.DurableThrough)
            : Respond(answer, RegisterState.Initial, 0);
    }

    private ReplicaAnswer Store(StoreRequest request, RegisterState state)
    {
        if (request.Value.Version > state.Current.Version)
            Change(new StoredEntry(request.Register, request.Value));
        return ReplicaAnswer.Done;
    }

    private ReplicaAnswer Prepare(PrepareRequest request, RegisterState state)
    {
        if (request.Ballot < state.Promised)
            return ReplicaAnswer.Outbid;
        if (request.Ballot > state.Promised)
            Change(new PromisedEntry(request.Register, request.Ballot));
        return ReplicaAnswer.Done;
    }

    private ReplicaAnswer Propose(ProposeRequest request, RegisterState state)
    {
        var (register, proposal) = (request.Register, request.Proposal);
        if (proposal.Ballot < state.Promised)
            return ReplicaAnswer.Outbid;

        if (state.Current.Version < proposal.Base)
        {
            if (state.Open is { } chosen && chosen.Result.Version == proposal.Base && chosen.Ballot == request.BaseBallot)
                Change(new ChosenEntry(register, proposal.Base));
            else if (request.BaseValue is { } value)
                Change(new StoredEntry(register, value));
            else
                return ReplicaAnswer.BaseMissing;
        }
        else if (state.Current.Version > proposal.Base)
        {
            // The instance is over here. A guarded proposal that was chosen may be what is current; otherwise it came too late.
            return !proposal.Guarded || state.Current.Author == proposal.Result.Author ? ReplicaAnswer.Done : ReplicaAnswer.Overtaken;
        }

        if (state.Open is null || state.Open.Ballot != proposal.Ballot || state.Open.Base != proposal.Base)
            Change(new AcceptedEntry(register, proposal));
        return ReplicaAnswer.Done;
    }

    private ReplicaAnswer Commit(CommitRequest request, RegisterState state)
    {
        if (state.Open is { } open && open.Ballot == request.Ballot && open.Result.Version == request.Version)
            Change(new ChosenEntry(request.Register, request.Version));
        return ReplicaAnswer.Done;
    }

    private void Change(JournalEntry entry)
    {
        Apply(entry);
        _entries.Add(entry);
    }

    private void Apply(JournalEntry entry)
    {
        EntryCount++;
        switch (entry)
        {
            case StoredEntry stored:
                var cell = Cell(stored.Register);
                cell.Change(cell.State with { Current = stored.Value, Accepted = null }, EntryCount);
                break;
            case PromisedEntry promised:
                cell = Cell(promised.Register);
                cell.Change(cell.State with { Promised = promised.Ballot }, EntryCount);
                break;
            case AcceptedEntry accepted:
                cell = Cell(accepted.Register);
                var proposal = accepted.Proposal;
                cell.Change(cell.State with { Promised = proposal.Ballot, Accepted = proposal, Recent = cell.State.Recent.With(proposal.Mark) }, EntryCount);
                break;
            case ChosenEntry chosen:
                // If a crash undoes this, the accepted proposal is still there and says the same: no answer has to wait for it.
                cell = Cell(chosen.Register);
                if (cell.State.Accepted is { } won && won.Result.Version == chosen.Version)
                    cell.State = cell.State with { Current = won.Result, Accepted = null };
                break;
            case InstalledEntry installed:
                Cell(installed.Register).Change(installed.State, EntryCount);
                break;
            case EpochEntry epoch:
                (Epoch, CompleteEpoch, _epochEntry) = (epoch.Epoch, epoch.Complete, EntryCount);
                break;
            default:
                throw new ArgumentException($"A replica does not know the journal entry {entry.GetType().Name}.", nameof(entry));
        }
    }

    private RegisterCell Cell(string register)
    {
        if (!_cells.TryGetValue(register, out var cell))
            _cells.Add(register, cell = new RegisterCell());
        return cell;
    }

    private ReplicaResult<ReplicaResponse> Respond(ReplicaAnswer answer, RegisterState state, long durableThrough) =>
        Respond(new ReplicaResponse(answer, Epoch, state), durableThrough);

    private ReplicaResult<TResponse> Respond<TResponse>(TResponse response, long durableThrough)
    {
        IReadOnlyList<JournalEntry> entries = _entries.Count == 0 ? [] : [.. _entries];
        _entries.Clear();
        return new ReplicaResult<TResponse>(response, entries, Math.Max(durableThrough, _epochEntry));
    }

    private sealed class RegisterCell
    {
        public RegisterState State { get; set; } = RegisterState.Initial;

        /// <summary>The number of the entry that an answer about this register has to wait for.</summary>
        public long DurableThrough { get; private set; }

        public void Change(RegisterState state, long entry) => (State, DurableThrough) = (state, entry);
    }
}
