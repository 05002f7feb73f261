using System.Globalization;
using Cluster.Locks;

namespace Cluster.Cli.Json;

/// <summary>A lock or a semaphore; nobody holds it and nobody waits for it when both lists are empty.</summary>
internal sealed record LockDocument(
    string Name, bool IsSemaphore, IReadOnlyList<LockDocument.Holder> Holders, IReadOnlyList<LockDocument.Waiter> Waiters)
{
    public static LockDocument From(LockStatus status) => new(
        status.Name,
        status.IsSemaphore,
        [.. status.Holders.Select(h => new Holder(h.Client, h.Mode, h.Permits, Token(h.FencingToken), h.HeldFor.TotalSeconds, h.LeaseLeft.TotalSeconds, h.Owner))],
        [.. status.Waiters.Select(w => new Waiter(w.Client, w.Mode, w.Permits, w.Position, w.WaitingFor.TotalSeconds, w.Owner))]);

    /// <summary>Decimal digits in a string: most readers of JSON would round a number that needs more than 53 bits.</summary>
    public static string Token(long token) => token.ToString(CultureInfo.InvariantCulture);

    /// <param name="FencingToken">Decimal digits, in a string because it may need more than 53 bits.</param>
    internal sealed record Holder(string Client, LockMode Mode, int Permits, string FencingToken, double HeldSeconds, double LeaseSecondsLeft, string? Owner);

    /// <param name="Position">From 1; 0 is a holder that waits to be upgraded.</param>
    internal sealed record Waiter(string Client, LockMode Mode, int Permits, int Position, double WaitingSeconds, string? Owner);
}
