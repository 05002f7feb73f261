namespace Cluster.Locks;

/// <summary>
/// Waiting on would have been waiting for ever: this owner or transaction waits for a lock of another that, directly or through others, waits for this one, for a lock or for an item of a transaction. Of those that wait for locks in
/// the cycle this one was picked, as it had waited for the shortest time. It was not granted what it asked for, and still holds what it held:
/// let go of all of it, so that the others can go on, and begin anew.
/// </summary>
[GenerateSerializer, Alias("Cluster.Locks.DeadlockException")]
public sealed class DeadlockException : ClusterException
{
    /// <summary>Creates the exception with a message that names the whole cycle.</summary>
    public DeadlockException(string message) : base(message)
    {
    }
}
