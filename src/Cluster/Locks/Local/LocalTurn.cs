namespace Cluster.Locks.Local;

/// <summary>The right of one caller to ask the outside for a lock, until it leaves.</summary>
internal sealed class LocalTurn(LocalTurns turns, string name, LocalTurns.Gate gate)
{
    private int _hasLeft;

    /// <summary>Lets the next caller in. Only the first call does anything.</summary>
    public void Leave()
    {
        if (Interlocked.Exchange(ref _hasLeft, 1) == 0)
            turns.Leave(name, gate);
    }
}
