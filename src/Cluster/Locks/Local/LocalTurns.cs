namespace Cluster.Locks.Local;

/// <summary>
/// Lines up the callers of one process, first come, first served, so that at most one of them at a time asks the outside for a lock. A name that
/// nobody uses takes no memory.
/// </summary>
internal sealed class LocalTurns
{
    private readonly Dictionary<string, Gate> _gates = [];

    /// <summary>Gives the turn, or null when the deadline passed before it came.</summary>
    public async ValueTask<LocalTurn?> TryEnterAsync(string name, Deadline deadline, CancellationToken cancellationToken)
    {
        Gate? gate;
        lock (_gates)
        {
            if (!_gates.TryGetValue(name, out gate))
                _gates.Add(name, gate = new Gate());
            gate.Users++;
        }

        var entered = false;
        try
        {
            entered = await gate.WaitAsync(deadline.Left, cancellationToken);
        }
        finally
        {
            if (!entered)
                Forget(name, gate);
        }

        return entered ? new LocalTurn(this, name, gate) : null;
    }

    internal void Leave(string name, Gate gate)
    {
        gate.Release();
        Forget(name, gate);
    }

    private void Forget(string name, Gate gate)
    {
        lock (_gates)
        {
            if (--gate.Users > 0)
                return;
            _gates.Remove(name);
        }

        gate.Dispose();
    }

    /// <summary>A semaphore serves those who wait asynchronously in their order.</summary>
    internal sealed class Gate() : SemaphoreSlim(1, 1)
    {
        public int Users { get; set; }
    }
}
