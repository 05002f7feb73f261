using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Protocol;

/// <summary>What a transaction has done at a participant and not yet prepared. In memory only.</summary>
internal sealed class Session(TransactionId transaction, SessionId id, object coordinator)
{
    public TransactionId Transaction => transaction;

    public SessionId Id => id;

    /// <summary>Whom to tell when the session ends.</summary>
    public object Coordinator => coordinator;

    public LockOwner Owner { get; } = new(transaction);

    public Dictionary<string, byte[]?> Writes { get; } = new(StringComparer.Ordinal);

    /// <summary>The results of operations by number, for requests that come again; null while one waits for its lock.</summary>
    public Dictionary<int, OperationReply?> Results { get; } = [];

    public List<(OperationRequest Request, object From, TimeSpan Since)> Waiting { get; } = [];

    /// <summary>Where its code runs; null when nobody said.</summary>
    public TransactionOrigin? Origin { get; init; }

    /// <summary>Items whose lock was not granted at once; told to people only.</summary>
    public HashSet<string> WaitedFor { get; } = [];

    /// <summary>Sessions whose promised writes it has seen or is going to overwrite, and that are not decided.</summary>
    public HashSet<SessionId> After { get; } = [];

    /// <summary>The question that is answered when nothing that it has seen is undecided any more.</summary>
    public (object From, ParticipantRequest Request)? Deferred { get; set; }

    public TimeSpan HeardAt { get; set; }

    /// <summary>See <see cref="OperationRequest.IsBrief"/>.</summary>
    public bool IsBrief { get; set; }
}
