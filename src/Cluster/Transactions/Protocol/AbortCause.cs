namespace Cluster.Transactions.Protocol;

/// <summary>Why an attempt was aborted. All but <see cref="Requested"/> and <see cref="Deadline"/> are worth another attempt.</summary>
internal enum AbortCause
{
    /// <summary>The caller asked for it.</summary>
    Requested,

    /// <summary>The deadline passed before anything was prepared.</summary>
    Deadline,

    /// <summary>An older transaction needed a lock.</summary>
    Wounded,

    /// <summary>A participant no longer knows the session: it moved, crashed, or heard nothing for too long.</summary>
    SessionLost,

    /// <summary>Another participant refused, or somebody who was in doubt aborted first.</summary>
    Refused,

    /// <summary>What was read without locks has changed meanwhile, or is about to.</summary>
    Overtaken,
}
