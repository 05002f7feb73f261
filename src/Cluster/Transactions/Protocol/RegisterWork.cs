using Cluster.Registers;

namespace Cluster.Transactions.Protocol;

/// <summary>
/// What one attempt at a transaction does with registers. It reads without locks and keeps what it writes to itself; at the end it puts a promise into every register that it
/// writes, and when all stand it looks whether what it only read is still as it was (optimistic concurrency control in the form of FaRM, Dragojević et al., SOSP 2015, section 4). So there is a
/// moment at which all that it read was current and nobody else could see or change what it writes: there it stands in the serial order. Takes answers in and gives requests out;
/// not safe for concurrent calls.
/// </summary>
internal sealed class RegisterWork(RegisterWorkRules? rules = null)
{
    private readonly RegisterWorkRules _rules = rules ?? RegisterWorkRules.Standard;
    private readonly Dictionary<string, Item> _items = new(StringComparer.Ordinal);
    private readonly List<RegisterRequest> _requests = [];
    private readonly HashSet<string> _awaited = new(StringComparer.Ordinal);
    private Phase _phase;
    private bool _isKept;

    private enum Phase
    {
        Active,
        Promising,
        Checking,
        Voted,
        Settling,
        Over,
    }

    /// <summary>Whether all promises can be kept; null as long as it is not known. It is not taken back.</summary>
    public bool? Vote { get; private set; }

    /// <summary>The register for which the vote is no.</summary>
    public string? Conflict { get; private set; }

    /// <summary>Whether it writes.</summary>
    public bool Writes => _items.Values.Any(item => item.IsWritten);

    /// <summary>Whether it has done anything.</summary>
    public bool IsEmpty => _items.Count == 0;

    /// <summary>Whether no promise of it stands any more.</summary>
    public bool IsOver => _phase == Phase.Over;

    /// <summary>What the transaction itself has written to a register.</summary>
    public bool TryGetWritten(string register, out byte[]? value)
    {
        var item = _items.GetValueOrDefault(register);
        value = item?.Value;
        return item?.IsWritten == true;
    }

    /// <summary>A read has found a version; false if an earlier one has found another: then the attempt can only be aborted.</summary>
    public bool Saw(string register, RegisterVersion version)
    {
        ThrowUnlessActive();
        var item = Of(register);
        item.Seen ??= version;
        item.IsTorn |= item.Seen != version;
        return !item.IsTorn;
    }

    /// <summary>Notes what is to be written; null makes the register absent.</summary>
    public void Write(string register, byte[]? value, TimeSpan? timeToLive = null)
    {
        ThrowUnlessActive();
        var item = Of(register);
        (item.IsWritten, item.Value, item.TimeToLive) = (true, value, timeToLive);
    }

    /// <summary>Drops what was to be written; what is left is the question whether what was read still stands.</summary>
    public void DropWrites()
    {
        ThrowUnlessActive();
        foreach (var (name, item) in _items.ToArray())
        {
            item.IsWritten = false;
            if (item.Seen is null)
                _items.Remove(name);
        }
    }

    /// <summary>Asks for the <see cref="Vote"/>.</summary>
    public void Prepare()
    {
        ThrowUnlessActive();
        _phase = Phase.Promising;
        if (_items.FirstOrDefault(item => item.Value.IsTorn) is { Key: { } torn })
        {
            Say(false, torn);
            return;
        }

        foreach (var (name, item) in _items.Where(item => item.Value.IsWritten))
            Ask(new RegisterRequest(RegisterRequestKind.Promise, name, item.Seen, item.Value, item.TimeToLive));
        if (!_rules.PromisesBeforeItChecks)
            AskForChecks();
        ContinueWhenAnswered();
    }

    /// <summary>The answer to a request.</summary>
    public void Receive(RegisterRequest request, RegisterAnswer answer, RegisterVersion version)
    {
        if (request.Kind == RegisterRequestKind.Settle)
        {
            if (_phase != Phase.Settling)
                return;
            if (answer == RegisterAnswer.Done)
                _awaited.Remove(request.Register);
            else
                _requests.Add(request);
            if (_awaited.Count == 0)
                _phase = Phase.Over;
            return;
        }

        if (_phase is not (Phase.Promising or Phase.Checking) || !_awaited.Remove(request.Register))
            return;
        var holds = request.Kind == RegisterRequestKind.Promise
            ? answer == RegisterAnswer.Done || (answer == RegisterAnswer.Unknown && !_rules.RefusesTheUnknown)
            : answer == RegisterAnswer.Done && (version == request.Expected || !_rules.Checks);
        if (!holds)
            Say(false, request.Register);
        else
            ContinueWhenAnswered();
    }

    /// <summary>The transaction is decided: ends its promises. An aborted one may be ended at any time before.</summary>
    public void End(bool isKept)
    {
        if (_phase is Phase.Settling or Phase.Over)
            return;
        var mayStand = _phase != Phase.Active;
        (_phase, _isKept) = (Phase.Settling, isKept);
        _awaited.Clear();
        _requests.Clear();
        if (mayStand)
        {
            // A promise whose answer has not come may stand, or be made later yet: that one is found and broken by whoever meets it.
            foreach (var name in _items.Where(item => item.Value.IsWritten).Select(item => item.Key))
                Ask(new RegisterRequest(RegisterRequestKind.Settle, name, null, null, null, _isKept));
        }

        if (_awaited.Count == 0)
            _phase = Phase.Over;
    }

    /// <summary>What is to be asked, each once. No answer is as good as <see cref="RegisterAnswer.Unknown"/>.</summary>
    public IReadOnlyList<RegisterRequest> TakeRequests()
    {
        if (_requests.Count == 0)
            return [];
        RegisterRequest[] requests = [.. _requests];
        _requests.Clear();
        return requests;
    }

    private void ContinueWhenAnswered()
    {
        if (_awaited.Count > (_phase == Phase.Promising ? _rules.PromisesNotWaitedFor : 0))
            return;
        if (_phase == Phase.Promising && _rules.PromisesBeforeItChecks)
        {
            _phase = Phase.Checking;
            _awaited.Clear();
            AskForChecks();
            if (_awaited.Count > 0)
                return;
        }

        Say(true, null);
    }

    private void AskForChecks()
    {
        foreach (var (name, item) in _items.Where(item => !item.Value.IsWritten))
            Ask(new RegisterRequest(RegisterRequestKind.Check, name, item.Seen, null, null));
    }

    private void Ask(RegisterRequest request)
    {
        _awaited.Add(request.Register);
        _requests.Add(request);
    }

    private void Say(bool vote, string? conflict)
    {
        (_phase, Vote, Conflict) = (Phase.Voted, vote, conflict);
        _requests.Clear();
    }

    private Item Of(string register)
    {
        if (!_items.TryGetValue(register, out var item))
            _items.Add(register, item = new Item());
        return item;
    }

    private void ThrowUnlessActive()
    {
        if (_phase != Phase.Active)
            throw new InvalidOperationException("The transaction is being committed, or is over: it takes no operation any more.");
    }

    private sealed class Item
    {
        /// <summary>What was read first; null if nothing was read.</summary>
        public RegisterVersion? Seen { get; set; }

        /// <summary>Two reads found different versions.</summary>
        public bool IsTorn { get; set; }

        public bool IsWritten { get; set; }

        public byte[]? Value { get; set; }

        public TimeSpan? TimeToLive { get; set; }
    }
}
