namespace Cluster.Locks.Protocol;

/// <summary>What a shard tells a client about one of its claims.</summary>
internal enum LockEventKind : byte
{
    /// <summary>The claim waits and has a place in the queue.</summary>
    Queued,

    /// <summary>The claim holds, with a token; an upgrade is told the same way, with a new token.</summary>
    Granted,

    /// <summary>The claim was not granted and is over.</summary>
    Refused,

    /// <summary>The claim held and no longer does.</summary>
    Lost,

    /// <summary>Somebody waits for what the claim holds.</summary>
    Wanted,

    /// <summary>More tokens for a holder.</summary>
    Tokens,
}
