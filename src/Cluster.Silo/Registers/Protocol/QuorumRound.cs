namespace Cluster.Silo.Registers.Protocol;

/// <summary>Asks all replicas something and waits for a quorum of answers; an operation is one such round or a few in a row.</summary>
internal abstract class QuorumRound(RegisterProposer proposer)
{
    private readonly Dictionary<string, ReplicaResponse> _answers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReplicaRequest> _unanswered = new(StringComparer.Ordinal);
    private readonly List<string> _spared = [];
    private ReplicaRequest? _question;

    /// <summary>Distinguishes the questions of all rounds of a proposer.</summary>
    public long Attempt { get; private set; }

    protected RegisterProposer Proposer => proposer;

    protected int Quorum => proposer.Configuration.Quorum;

    /// <summary>Replicas that need not be asked because of what they said in the question before.</summary>
    protected int Holders { get; private set; }

    protected IEnumerable<ReplicaResponse> Agreed => _answers.Values.Where(answer => answer.Answer == ReplicaAnswer.Done);

    protected bool HasQuorum => Holders + Agreed.Count() >= Quorum;

    protected IEnumerable<ReplicaResponse> Refusals => _answers.Values.Where(answer => answer.Answer != ReplicaAnswer.Done);

    /// <summary>Every replica has answered, and none agreed.</summary>
    protected bool IsRefusedByAll => _unanswered.Count == 0 && Holders == 0 && !Agreed.Any();

    /// <summary>So many refused for good that no quorum can be had any more.</summary>
    protected bool IsHopeless => Refusals.Count() > proposer.Configuration.Members.Count - Quorum;

    /// <summary>Begins the round, or begins it again under another configuration.</summary>
    public abstract void Start();

    public void Receive(string replica, ReplicaResponse response)
    {
        if (!_unanswered.TryGetValue(replica, out var request))
            return;

        switch (response.Answer)
        {
            case ReplicaAnswer.StaleEpoch or ReplicaAnswer.NotServing:
                proposer.NoticeEpoch(response.Epoch);
                Widen();
                return;
            case ReplicaAnswer.BaseMissing:
                Send(replica, WithBase((ProposeRequest)request));
                return;
            default:
                proposer.NoticeBallot(response.State.Promised);
                _unanswered.Remove(replica);
                _answers[replica] = response;
                OnAnswer();
                return;
        }
    }

    /// <summary>Asks those again who have not answered: either message may have been lost. Called from time to time.</summary>
    public virtual void Resend()
    {
        foreach (var (replica, request) in _unanswered)
            proposer.Send(new ReplicaCall(replica, Attempt, request));
        Widen();
    }

    /// <summary>Asks those replicas, too, that were spared.</summary>
    /// <returns>The replicas that have kept the round waiting; none when nobody was spared.</returns>
    public IReadOnlyList<string> Widen()
    {
        if (_spared.Count == 0)
            return [];
        string[] waitedFor = [.. _unanswered.Keys];
        foreach (var replica in _spared)
            Send(replica, _question!);
        _spared.Clear();
        return waitedFor;
    }

    /// <summary>Asks every replica for which <paramref name="holds"/> is not true of its answer to the last question.</summary>
    /// <param name="request">The question.</param>
    /// <param name="holds">Null to ask all.</param>
    /// <param name="spares">Whether to ask no more than a quorum as long as they answer, where the proposer knows whom to prefer.</param>
    protected void Ask(ReplicaRequest request, Func<RegisterState, bool>? holds = null, bool spares = false)
    {
        var holders = holds is null
            ? []
            : _answers.Where(answer => answer.Value.Answer == ReplicaAnswer.Done && holds(answer.Value.State)).Select(answer => answer.Key).ToHashSet(StringComparer.Ordinal);
        Holders = holders.Count;
        Attempt = proposer.NextAttempt(this);
        _answers.Clear();
        _unanswered.Clear();
        _spared.Clear();
        _question = request;
        var asked = proposer.Configuration.Members.Select(member => member.Name).Where(name => !holders.Contains(name));
        if (!spares || proposer.Rank is not { } rank)
        {
            foreach (var name in asked)
                Send(name, request);
            return;
        }

        foreach (var name in asked.OrderBy(rank))
        {
            if (_unanswered.Count + Holders < Quorum)
                Send(name, request);
            else
                _spared.Add(name);
        }
    }

    protected int Count(Func<RegisterState, bool> holds) => Agreed.Count(answer => holds(answer.State));

    protected abstract void OnAnswer();

    protected virtual ProposeRequest WithBase(ProposeRequest request) => request;

    private void Send(string replica, ReplicaRequest request)
    {
        _unanswered[replica] = request;
        proposer.Send(new ReplicaCall(replica, Attempt, request));
    }
}
