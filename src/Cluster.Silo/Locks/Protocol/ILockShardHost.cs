using Cluster.Locks.Protocol;

namespace Cluster.Silo.Locks.Protocol;

/// <summary>What a shard needs from whoever runs it. Both kinds of storage request are answered later, by a call of the shard.</summary>
internal interface ILockShardHost
{
    /// <summary>Sends a message to a client. It may get lost.</summary>
    void Send(string route, LockReply reply);

    /// <summary>
    /// Reads the record, and answers <see cref="LockShard.Checked"/> with the time at which the read began when it still is this
    /// activation's, <see cref="LockShard.Stop"/> when it is not, <see cref="LockShard.CheckFailed"/> when it cannot be read.
    /// </summary>
    void Check();

    /// <summary>
    /// Writes the record over this activation's last one, and answers <see cref="LockShard.Saved"/> with the time at which the write
    /// began, <see cref="LockShard.Stop"/> when another activation has written, <see cref="LockShard.SaveFailed"/> when it is not known to be written.
    /// </summary>
    void Save(LockShardRecord record);

    /// <summary>
    /// Asks that somebody who sees all shards look whether owners wait for each other in a circle: one who waits here has begun to wait a while ago.
    /// The request may get lost.
    /// </summary>
    void Suspect();

    /// <summary>Asks to be handed over to a new activation, because this epoch has few tokens left.</summary>
    void Retire();
}
