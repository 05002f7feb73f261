using Cluster.Locks;

namespace Cluster.Dashboard.Api;

/// <summary>A lock that was forced open, as the audit trail has it.</summary>
/// <param name="Name">The lock's name.</param>
/// <param name="IsSemaphore">Whether it is a semaphore.</param>
/// <param name="Through">Holders with fencing tokens up to this one were put out: decimal digits, in a string.</param>
/// <param name="At">When (UTC, by the silo's clock).</param>
/// <param name="By">Who did it.</param>
/// <param name="Reason">Why, in their words.</param>
/// <param name="Holders">The client processes that held it.</param>
internal sealed record BrokenLock(
    string Name, bool IsSemaphore, string Through, DateTimeOffset At, string By, string Reason, IReadOnlyList<string> Holders)
{
    public static BrokenLock From(LockBreakRecord record) => new(
        record.Name, record.IsSemaphore, LockInUse.Token(record.Through), record.At, record.By, record.Reason, record.Holders);
}
