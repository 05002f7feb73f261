namespace Cluster.Locks.FileSystem;

/// <summary>The folder of one lock: one file whose name is the state, and beside it a file for the owner. What the protocol needs of a file system.</summary>
internal interface ILockFolder
{
    /// <summary>The state by a look that may be old by the time it returns.</summary>
    FileLockState Look();

    /// <summary>
    /// Replaces a state by its successor, in one step and durably: false when that state was not there any more. Of many who try from the same state one succeeds.
    /// </summary>
    bool TryReplace(FileLockState from, FileLockState to);

    /// <summary>Writes down who has been granted this token.</summary>
    void WriteOwner(long token, FileLockOwner owner);

    /// <summary>Shows that the owner lives; false when its file is gone, since there is a newer one.</summary>
    bool Beat(long token, long count);

    /// <summary>What the owner has written, down to its last beat; null when there is nothing, or not yet.</summary>
    string? ReadOwner(long token);

    /// <summary>Removes what owners of older tokens, and the released owner of this one, have left.</summary>
    void Tidy(long upTo);
}
