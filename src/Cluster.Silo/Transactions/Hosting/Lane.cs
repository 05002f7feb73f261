using Cluster.Registers.Calling;

namespace Cluster.Silo.Transactions.Hosting;

/// <summary>A way to one process: what is said before a thread of the pool comes to it goes together. Safe for use by many threads at once.</summary>
/// <param name="deliver">Takes what was said on its way, and fails never.</param>
internal sealed class Lane<T>(Action<T[]> deliver) : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private List<T> _said = [];
    private bool _isSending;
    private bool _isUsed;

    public void Send(T item)
    {
        lock (_gate)
        {
            _isUsed = true;
            _said.Add(item);
            if (_isSending)
                return;
            _isSending = true;
        }

        Gathering.Begin(this);
    }

    public void Execute()
    {
        T[] said;
        lock (_gate)
        {
            said = [.. _said];
            _said = [];
            _isSending = false;
        }

        Gathering.Together(said, deliver, isFree: true);
    }

    /// <summary>Whether nothing was said since this was asked last.</summary>
    public bool IsUnusedSinceLastAsked()
    {
        lock (_gate)
        {
            var wasUsed = _isUsed;
            _isUsed = false;
            return !wasUsed && !_isSending;
        }
    }
}
