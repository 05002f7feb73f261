using Cluster.Registers.Calling;
using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Transactions.Hosting;

/// <summary>Does what many threads ask for on one thread of the pool at a time: what is asked for before it comes to it is done together.</summary>
/// <param name="work">Does all of it.</param>
/// <param name="logger">Told when it fails, which nobody else is.</param>
internal sealed class GatheredWork<T>(Action<List<T>> work, ILogger logger) : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private List<T> _asked = [];
    private bool _isDoing;

    public void Add(T item)
    {
        lock (_gate)
        {
            _asked.Add(item);
            if (_isDoing)
                return;
            _isDoing = true;
        }

        Gathering.Begin(this);
    }

    public void Execute()
    {
        while (Take() is { } asked)
        {
            try
            {
                Gathering.Together(asked, work, isFree: true);
            }
#pragma warning disable CA1031 // Whoever asked waits for an answer with a patience of its own; the others are not to suffer.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                logger.WorkFailed(failure, asked.Count);
            }
        }
    }

    private List<T>? Take()
    {
        lock (_gate)
        {
            if (_asked.Count == 0)
            {
                _isDoing = false;
                return null;
            }

            var asked = _asked;
            _asked = [];
            return asked;
        }
    }
}
