using Cluster.Locks;
using Cluster.Locks.Fencing;
using Cluster.Registers;
using Cluster.Registers.Protocol;

namespace Cluster.Transactions.Registers;

/// <summary>
/// A lock on which a commit depends. Each lock has a fence: a register with the newest token that a committed transaction has required. A transaction reads it, refuses when it holds a newer token, and
/// writes its own where it holds an older; so in the serial order of transactions the tokens of a lock never go down, whatever clocks, leases and messages do.
/// </summary>
internal sealed class LockRequirement(LockHandle handle)
{
    public string Fence { get; } = FencePrefix + handle.Name;

    public static string FencePrefix => DecisionRegisters.FencePrefix;

    /// <summary>Takes the fence into the transaction.</summary>
    /// <returns>Why the transaction can never commit: a transaction of a newer holder has (<see cref="StaleTokenException"/>), or the lock is not held any more as far as this process knows (<see cref="LeaseLostException"/>). Null if it may.</returns>
    public async Task<Exception?> EnterAsync(RegisterParticipant work, ClusterRegisters registers, CancellationToken cancellationToken)
    {
        if (!handle.IsHeld)
            return new LeaseLostException($"The transaction requires lock '{handle.Name}', which is not held any more. Nothing was changed.");
        var (newest, token) = (await work.ReadAsync<long>(Fence, cancellationToken), handle.FencingToken);
        if (newest.Exists && newest.Value > token)
            return new StaleTokenException($"Lock '{handle.Name}', required by the transaction,", token, newest.Value);
        if (!newest.Exists || newest.Value < token)
            work.Write(Fence, registers.Bytes(token), null);
        return null;
    }
}
