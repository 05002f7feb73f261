using Cluster.Locks.Protocol;
using Cluster.Locks.Session;

namespace Cluster.Locks;

/// <summary>
/// Whoever takes several locks for one purpose: a request, a transfer, a job. What is acquired between <see cref="Begin"/> and <see cref="Dispose"/>,
/// in this flow of calls and in all that it awaits, is this owner's. Owners that wait for one another in a circle are found within a second, and one of
/// them gets a <see cref="DeadlockException"/>. Locks that were taken without an owner are in no such circle, as nobody knows who waits for what; but those that a transaction's code takes are the
/// transaction's. A transaction that an owner runs is part of what the owner waits for.
/// </summary>
/// <remarks>
/// An owner does one thing at a time: while one of its calls waits for a lock, all that it holds counts as held until that lock is granted. Flows that run side
/// by side and let go independently of each other each need an owner of their own. A lock of an owner is claimed for it alone: it is not
/// passed on among the callers of the process without a message, and not kept when it is sticky. An owner does not go along with a call to a grain, but within a transaction, which knows whose it is.
/// </remarks>
/// <example><code>
/// using var transfer = LockOwner.Begin("transfer 42");
/// await using var from = await cluster.Locks.AcquireAsync("accounts/1");
/// await using var to = await cluster.Locks.AcquireAsync("accounts/2"); // DeadlockException when another transfer holds 2 and waits for 1
/// </code></example>
public sealed class LockOwner : IDisposable
{
    private const int LongestName = 200;
    private static readonly AsyncLocal<LockOwner?> Ambient = new();
    private static long _last;

    private readonly Dictionary<(LockSession Session, LockKey Key), OwnLock> _held = [];
    private readonly LockOwner? _outer;

    private LockOwner(long number, string? name, bool isReentrant)
    {
        Number = number;
        Name = name ?? $"owner {Number}";
        IsReentrant = isReentrant;
        _outer = Ambient.Value;
    }

    /// <summary>The owner that locks are acquired for in this flow of calls, or null.</summary>
    public static LockOwner? Current => Ambient.Value;

    /// <summary>How people know it: in errors, in lists of locks, in the graph of who waits for whom.</summary>
    public string Name { get; }

    /// <summary>
    /// A lock that it holds is given to it again at once, with the same token, and is let go of when the last handle is disposed of. Holding exclusively
    /// includes holding for reading. Without this, asking again is waiting for oneself: a deadlock like others. Semaphores give further permits either way.
    /// </summary>
    public bool IsReentrant { get; }

    /// <summary>Tells owners of this process apart; 0 for one that is only a label.</summary>
    internal long Number { get; }

    /// <summary>Begins to acquire for a new owner. Within another owner this one takes its place until it is disposed of.</summary>
    /// <param name="name">At most 200 characters; by default a number.</param>
    /// <param name="isReentrant">See <see cref="IsReentrant"/>.</param>
    /// <exception cref="ArgumentException">The name is too long.</exception>
    public static LockOwner Begin(string? name = null, bool isReentrant = false)
    {
        return Ambient.Value = new LockOwner(Interlocked.Increment(ref _last), Checked(name), isReentrant);
    }

    /// <summary>What is acquired from now on is the outer owner's, or nobody's. What was acquired stays held until its handles are disposed of.</summary>
    public void Dispose()
    {
        if (Ambient.Value == this)
            Ambient.Value = _outer;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>An owner that is nobody's <see cref="Current"/>.</summary>
    internal static LockOwner Apart(string? name) => new(Interlocked.Increment(ref _last), name, isReentrant: false);

    /// <summary>A flow that begins here is no owner's, whatever flow its thread came from.</summary>
    internal static void Leave() => Ambient.Value = null;

    /// <summary>A name for people to see beside a claim that is on its own.</summary>
    internal static LockOwner Labelled(string name) => new(0, Checked(name), isReentrant: false);

    internal OwnLock? Holding(LockSession session, LockKey key)
    {
        lock (_held)
            return _held.GetValueOrDefault((session, key));
    }

    internal void Took(LockSession session, LockKey key, OwnLock taken)
    {
        lock (_held)
            _held.TryAdd((session, key), taken);
    }

    internal void LetGo(LockSession session, LockKey key, OwnLock left)
    {
        lock (_held)
        {
            if (_held.GetValueOrDefault((session, key)) == left)
                _held.Remove((session, key));
        }
    }

    private static string? Checked(string? name) => name is { Length: > LongestName }
        ? throw new ArgumentException($"The name of an owner or candidate may have at most {LongestName} characters; this one has {name.Length}.", nameof(name))
        : name;
}
