using Cluster.Silo.Registers.Messages;
using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>Messages to the convergent replicas of one other silo, many in one; more than it takes are dropped and found again by comparison.</summary>
internal sealed class ConvergentLane(string silo, ReplicaHosts hosts, ILogger logger)
{
    private const int QueueLimit = 16_384;
    private const int BytesPerMessage = 1 << 20;

    private readonly Lock _gate = new();
    private readonly Queue<ConvergentItem> _queue = new();
    private bool _sending;

    public void Send(IEnumerable<ConvergentItem> items)
    {
        lock (_gate)
        {
            foreach (var item in items)
            {
                if (_queue.Count < QueueLimit)
                    _queue.Enqueue(item);
            }

            if (_sending || _queue.Count == 0)
                return;
            _sending = true;
        }

        _ = Task.Run(SendAsync);
    }

    private async Task SendAsync()
    {
        while (TakeBatch() is { } batch)
        {
            try
            {
                if (hosts.Find(silo) is { } host)
                    await host.ConvergeAsync(hosts.Local, batch);
            }
            catch (Exception failure)
            {
                logger.CallsLost(failure, batch.Length, silo);
            }
        }
    }

    private ConvergentItem[]? TakeBatch()
    {
        lock (_gate)
        {
            var batch = new List<ConvergentItem>();
            for (var bytes = 0; bytes < BytesPerMessage && _queue.TryDequeue(out var item); bytes += item.Message.Length)
                batch.Add(item);
            _sending = batch.Count > 0;
            return _sending ? [.. batch] : null;
        }
    }
}
