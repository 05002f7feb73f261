namespace Cluster.Locks.Protocol;

/// <summary>What a message from a shard is about.</summary>
internal enum LockReplyKind : byte
{
    /// <summary>Acknowledgements and events of an open link.</summary>
    Stream,

    /// <summary>The answer to a greeting.</summary>
    Welcome,

    /// <summary>The shard knows no such link: the session ran out, or this is another activation.</summary>
    Unknown,

    /// <summary>A new activation asks its predecessor's clients to check in.</summary>
    CheckIn,
}
