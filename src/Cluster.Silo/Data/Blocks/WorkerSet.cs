using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Cluster.Silo.Data.Blocks;

/// <summary>
/// The threads that do a silo's heavy work, as many as <see cref="ClusterDataOptions.Workers"/>. They are threads of their own, so that neither grains nor
/// membership probes wait for a thread-pool thread behind a map task.
/// </summary>
internal sealed class WorkerSet : IDisposable
{
    private readonly BlockingCollection<Action> _queue = [];
    private readonly Lock _gate = new();
    private readonly int _count;
    private int _started;

    public WorkerSet(IOptions<ClusterDataOptions> options) => _count = options.Value.Workers;

    public int Count => _count;

    /// <summary>Runs <paramref name="work"/> on a worker, in the order of the calls, and yields what it yields or throws.</summary>
    public Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Action step = () =>
        {
            if (cancellationToken.IsCancellationRequested)
            {
                done.SetCanceled(cancellationToken);
                return;
            }

            try
            {
                done.SetResult(work());
            }
            catch (OperationCanceledException e)
            {
                done.SetCanceled(e.CancellationToken);
            }
            catch (Exception e)
            {
                // Not hidden: whoever awaits the work gets it.
                done.SetException(e);
            }
        };
        _queue.Add(step, CancellationToken.None);
        StartOneMore();
        return done.Task;
    }

    public Task RunAsync(Action work, CancellationToken cancellationToken) => RunAsync(
        () =>
        {
            work();
            return true;
        },
        cancellationToken);

    /// <summary>Takes no more work; what was queued is still done.</summary>
    public void Dispose() => _queue.CompleteAdding();

    private void StartOneMore()
    {
        lock (_gate)
        {
            if (_started < _count)
            {
                _started++;
                new Thread(Work) { Name = $"cluster-data-{_started}", IsBackground = true }.Start();
            }
        }
    }

    private void Work()
    {
        foreach (var work in _queue.GetConsumingEnumerable())
        {
            work();
        }
    }
}
