namespace Cluster.Locks;

/// <summary>The leadership that a candidate has won. It lasts until it is resigned, disposed of or lost.</summary>
public sealed class Leadership : IAsyncDisposable, IDisposable
{
    private readonly LockHandle _held;

    internal Leadership(string election, string candidate, LockHandle held)
    {
        Election = election;
        Candidate = candidate;
        _held = held;
    }

    /// <summary>The election.</summary>
    public string Election { get; }

    /// <summary>The name under which the leader campaigned.</summary>
    public string Candidate { get; }

    /// <summary>
    /// The term, which is a fencing token: greater than that of every leader before. Pass it to whatever the leader alone may change: a leader that was paused
    /// and replaced meanwhile is kept out by it, and by nothing else.
    /// </summary>
    public long Term => _held.FencingToken;

    /// <summary>Not resigned, not lost, and the lease lasts at this moment. While clocks run within one per cent of true time, nobody else believes to lead.</summary>
    public bool IsLeader => _held.IsHeld;

    /// <summary>Is cancelled when the leadership is lost: the lease could not be renewed in time, or somebody forced it open. See <see cref="LockHandle.Lost"/>.</summary>
    public CancellationToken Lost => _held.Lost;

    /// <summary>Throws when this is not the leader at this moment.</summary>
    /// <exception cref="LeaseLostException">It was lost.</exception>
    /// <exception cref="ObjectDisposedException">It was resigned.</exception>
    public void ThrowIfLost() => _held.ThrowIfLost();

    /// <summary>Gives the leadership up; the next candidate has it within milliseconds.</summary>
    public ValueTask ResignAsync() => _held.DisposeAsync();

    /// <inheritdoc cref="ResignAsync"/>
    public ValueTask DisposeAsync() => ResignAsync();

    /// <inheritdoc cref="ResignAsync"/>
    public void Dispose() => _held.Dispose();
}
