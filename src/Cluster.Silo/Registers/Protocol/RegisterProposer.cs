namespace Cluster.Silo.Registers.Protocol;

/// <summary>
/// Carries out operations on one register against the replicas of a configuration. Takes operations, answers and the passing of time in
/// and gives requests out; it is not safe for concurrent calls.
/// </summary>
/// <remarks>
/// Any number of proposers may act on a register at once without harm to its linearizability. Where one does most of the work, its
/// changes take one round trip and one sync of the log.
/// </remarks>
/// <param name="register">The register's name.</param>
/// <param name="id">Belongs to this object alone, for ever: versions and ballots are made unique by it.</param>
/// <param name="configuration">An active configuration.</param>
internal sealed class RegisterProposer(string register, long id, ReplicaConfiguration configuration)
{
    private readonly List<ReplicaCall> _calls = [];
    private readonly Dictionary<long, QuorumRound> _rounds = [];
    private readonly List<RegisterOperation> _waiting = [];
    private UpdateRound? _update;
    private long _attempts;
    private long _operations;
    private long _round;
    private long _time;

    public string Register => register;

    public long Id => id;

    public ReplicaConfiguration Configuration { get; private set; } = configuration;

    /// <summary>An epoch later than the configuration's that a replica spoke of: time to read the configuration again.</summary>
    public long? LaterEpoch { get; private set; }

    /// <summary>How many rounds are under way or are about to begin.</summary>
    public int Active => _rounds.Count + _waiting.Count;

    /// <summary>Whether an update has given way to another proposer and waits for the next <see cref="Resend"/>.</summary>
    public bool IsYielding => _update?.IsYielding == true;

    /// <summary>
    /// Which replicas reads ask: a quorum of those with the lowest ranks, and the others only when these are slow (<see cref="Widen"/>). Any quorum will do, and each one more that is asked
    /// costs as much again. Null to ask all at once.
    /// </summary>
    public Func<string, int>? Rank { get; init; }

    internal RegisterLead? Lead { get; set; }

    /// <summary>A linearizable read, or one that may miss so many of the versions that were acknowledged before it began.</summary>
    public RegisterOperation Read(Action<RegisterOperation>? completed = null, long maxVersionsBehind = 0)
    {
        var operation = new RegisterOperation(null, completed) { IsBegun = true };
        new ReadRound(this, operation, maxVersionsBehind).Start();
        return operation;
    }

    /// <summary>A linearizable plain write that never waits for other proposers, in two round trips.</summary>
    public RegisterOperation WriteWithoutLead(byte[]? value, Action<RegisterOperation>? completed = null)
    {
        // Our own newer version would make the replicas refuse what we propose on the old one.
        Lead = null;
        var operation = new RegisterOperation(null, completed) { IsBegun = true };
        new WriteRound(this, operation, value).Start();
        return operation;
    }

    /// <summary>A linearizable write in one round trip for who leads.</summary>
    public RegisterOperation Write(byte[]? value, Action<RegisterOperation>? completed = null)
    {
        var change = new RegisterChange(value);
        return Update(_ => change, completed);
    }

    /// <summary>A linearizable read-modify-write.</summary>
    /// <param name="change">See <see cref="RegisterOperation"/>.</param>
    /// <param name="completed">Called once, when the outcome is known.</param>
    public RegisterOperation Update(Func<Versioned, RegisterChange?> change, Action<RegisterOperation>? completed = null)
    {
        var operation = new RegisterOperation(change, completed);
        _waiting.Add(operation);
        return operation;
    }

    /// <summary>Takes back an operation that has not been begun; true if it surely has no effect.</summary>
    public bool TryWithdraw(RegisterOperation operation) => _waiting.Remove(operation);

    /// <summary>Stops asking for a read that nobody waits for any more.</summary>
    public void Abandon(RegisterOperation read)
    {
        foreach (var round in _rounds.Values.ToArray())
        {
            if (round is ReadRound reading && reading.IsFor(read))
                Finish(reading);
        }
    }

    /// <summary>Acts under another configuration from now on; what is under way goes on there.</summary>
    public void Configure(ReplicaConfiguration configuration)
    {
        if (!configuration.IsActive)
            throw new ArgumentException($"Configuration {configuration.Epoch} is not active: its replicas have not caught up.", nameof(configuration));
        if (configuration.Epoch <= Configuration.Epoch)
            return;

        Configuration = configuration;
        LaterEpoch = null;
        Lead = null;
        foreach (var round in _rounds.Values.ToArray())
            round.Start();
    }

    public void Receive(string replica, long attempt, ReplicaResponse response)
    {
        if (_rounds.TryGetValue(attempt, out var round))
            round.Receive(replica, response);
    }

    /// <summary>To be called from time to time while operations are under way, at intervals that differ between proposers.</summary>
    public void Resend()
    {
        foreach (var round in _rounds.Values.ToArray())
            round.Resend();
    }

    /// <summary>To be called when reads take longer than they should: asks the replicas that were spared.</summary>
    /// <returns>The replicas that were waited for; none when nobody was spared.</returns>
    public IReadOnlyList<string> Widen() => _rounds.Count == 0 ? [] : [.. _rounds.Values.SelectMany(round => round.Widen())];

    /// <summary>The requests to send, each once. Changes that have come since the last time begin now, together.</summary>
    public IReadOnlyList<ReplicaCall> TakeCalls()
    {
        StartWaiting();
        if (_calls.Count == 0)
            return [];
        ReplicaCall[] calls = [.. _calls];
        _calls.Clear();
        return calls;
    }

    internal void Send(ReplicaCall call) => _calls.Add(call);

    /// <summary>Tells all replicas something to which no answer is awaited.</summary>
    internal void Announce(ReplicaRequest request)
    {
        foreach (var member in Configuration.Members)
            _calls.Add(new ReplicaCall(member.Name, 0, request));
    }

    internal long NextAttempt(QuorumRound round)
    {
        _rounds.Remove(round.Attempt);
        _rounds.Add(++_attempts, round);
        return _attempts;
    }

    internal Ballot NextBallot() => new(++_round, id);

    internal OperationId NextOperation() => new(id, ++_operations);

    /// <summary>A value under a version that is newer than <paramref name="newest"/> and was never used.</summary>
    internal Versioned Write(Carstamp newest, byte[]? value)
    {
        _time = Math.Max(Math.Max(_time, Configuration.Origin), newest.Time) + 1;
        return new Versioned(new Carstamp(_time, id, 0), NextOperation(), value);
    }

    /// <summary>The version of the next read-modify-write. Where a shard began with nothing, the first of a register stands above all that were lost.</summary>
    internal Carstamp Successor(Carstamp version) =>
        version == Carstamp.Zero ? new Carstamp(Configuration.Origin, 0, 1) : version.Plus(1);

    internal void NoticeBallot(Ballot ballot) => _round = Math.Max(_round, ballot.Round);

    internal void NoticeEpoch(long epoch)
    {
        if (epoch > Configuration.Epoch)
            LaterEpoch = Math.Max(epoch, LaterEpoch ?? 0);
    }

    internal void Finish(QuorumRound round)
    {
        _rounds.Remove(round.Attempt);
        if (round == _update)
            _update = null;
    }

    private void StartWaiting()
    {
        if (_update is not null || _waiting.Count == 0)
            return;
        foreach (var operation in _waiting)
            operation.IsBegun = true;
        _update = new UpdateRound(this, [.. _waiting]);
        _waiting.Clear();
        _update.Start();
    }
}
