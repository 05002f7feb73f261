using System.Globalization;
using Cluster.Locks;

namespace Cluster.Dashboard.Api;

/// <summary>A lock or semaphore in use.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsSemaphore">A lock and a semaphore of the same name have nothing to do with each other.</param>
/// <param name="Holders">Who holds it: one exclusive holder, or readers, or holders of permits.</param>
/// <param name="Waiters">Who waits, first come first.</param>
internal sealed record LockInUse(string Name, bool IsSemaphore, IReadOnlyList<LockInUse.Holder> Holders, IReadOnlyList<LockInUse.Waiter> Waiters)
{
    public static LockInUse From(LockStatus status) => new(
        status.Name,
        status.IsSemaphore,
        [.. status.Holders.Select(h => new Holder(h.Client, h.Mode, h.Permits, Token(h.FencingToken), h.HeldFor.TotalSeconds, h.LeaseLeft.TotalSeconds, h.Owner))],
        [.. status.Waiters.Select(w => new Waiter(w.Client, w.Mode, w.Permits, w.Position, w.WaitingFor.TotalSeconds, w.Owner))]);

    /// <summary>In a string: a number of more than 53 bits would be rounded by most readers of JSON.</summary>
    public static string Token(long token) => token.ToString(CultureInfo.InvariantCulture);

    /// <summary>A holder of a lock.</summary>
    /// <param name="Client">The client process: machine and process number.</param>
    /// <param name="Mode">How it holds.</param>
    /// <param name="Permits">How many permits of a semaphore; 1 for a lock.</param>
    /// <param name="FencingToken">The token of the grant: decimal digits, in a string because it may need more than 53 bits.</param>
    /// <param name="HeldSeconds">For how long it has held.</param>
    /// <param name="LeaseSecondsLeft">After how long without a sign of life from the client the lock is taken away.</param>
    /// <param name="Owner">The name of the owner that took it, or null when there was none.</param>
    internal sealed record Holder(string Client, LockMode Mode, int Permits, string FencingToken, double HeldSeconds, double LeaseSecondsLeft, string? Owner);

    /// <summary>Somebody who waits for a lock.</summary>
    /// <param name="Client">The client process: machine and process number.</param>
    /// <param name="Mode">How it wants to hold.</param>
    /// <param name="Permits">How many permits of a semaphore it wants; 1 for a lock.</param>
    /// <param name="Position">Its place, from 1. Place 0 is a holder that waits to be upgraded.</param>
    /// <param name="WaitingSeconds">For how long it has waited.</param>
    /// <param name="Owner">The name of the owner that waits, or null when there is none.</param>
    internal sealed record Waiter(string Client, LockMode Mode, int Permits, int Position, double WaitingSeconds, string? Owner);
}
