using Cluster.Locks;

namespace Cluster.Cli.Json;

/// <summary>A lock that was forced open, as the audit trail has it.</summary>
/// <param name="Through">Holders with fencing tokens up to this one were put out. Decimal digits, in a string.</param>
internal sealed record LockBreakDocument(
    string Name, bool IsSemaphore, string Through, DateTimeOffset At, string By, string Reason, IReadOnlyList<string> Holders)
{
    public static LockBreakDocument From(LockBreakRecord record) => new(
        record.Name, record.IsSemaphore, LockDocument.Token(record.Through), record.At, record.By, record.Reason, record.Holders);
}
