namespace Cluster.Locks;

/// <summary>Several locks at once.</summary>
public sealed partial class ClusterLocks
{
    /// <summary>
    /// Acquires exclusive locks of all these names, one after another in the order of their names (by the numbers of their characters), whatever order
    /// they are given in. As all who take several locks this way take them in the same order, they cannot wait for each other in a circle, wherever they run; with locks
    /// that were taken before, or otherwise, they can: take those under a <see cref="LockOwner"/>. A name that is given twice is taken once.
    /// </summary>
    /// <exception cref="ArgumentException">No name is given, or one is empty or too long.</exception>
    /// <exception cref="TimeoutException">Not all were to be had within <paramref name="timeout"/>. None is held, and no request is left in a queue.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled. None is held, and no request is left in a queue.</exception>
    public async ValueTask<LockHandles> AcquireAllAsync(IEnumerable<string> names, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        string[] ordered = InOrder(names);
        return await TryAcquireAllAsync(ordered, timeout ?? Timeout.InfiniteTimeSpan, cancellationToken)
            ?? throw new TimeoutException($"The locks {string.Join(", ", ordered)} could not all be had within {timeout}. None is held, and the requests are withdrawn.");
    }

    /// <summary>As <see cref="AcquireAllAsync"/>, but gives null when not all are to be had within <paramref name="timeout"/> (by default: at once). None is held then.</summary>
    public async ValueTask<LockHandles?> TryAcquireAllAsync(IEnumerable<string> names, TimeSpan timeout = default, CancellationToken cancellationToken = default)
    {
        var taken = await TakeInOrderAsync(InOrder(names), timeout, cancellationToken);
        return taken.Count > 0 ? new LockHandles(taken) : null;
    }

    /// <summary>All of the locks, or none.</summary>
    private async Task<List<LockHandle>> TakeInOrderAsync(string[] names, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var taken = new List<LockHandle>(names.Length);
        var end = _session.Now + timeout;
        try
        {
            foreach (var name in names)
            {
                var left = timeout == Timeout.InfiniteTimeSpan || timeout == TimeSpan.Zero ? timeout : end - _session.Now;
                if (left < TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
                    left = TimeSpan.Zero;
                if (await TryAcquireAsync(name, left, cancellationToken) is not { } handle)
                    break;
                taken.Add(handle);
            }
        }
        finally
        {
            if (taken.Count < names.Length)
            {
                taken.ForEach(handle => handle.Dispose());
                taken.Clear();
            }
        }

        return taken;
    }

    private static string[] InOrder(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        string[] ordered = [.. names.Select(Checked).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return ordered.Length > 0 ? ordered : throw new ArgumentException("Name at least one lock.", nameof(names));
    }
}
