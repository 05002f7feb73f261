using System.Collections.Concurrent;
using Cluster.Silo.Registers.Messages;
using Cluster.Silo.Registers.Protocol;
using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>Lets this silo's replicas catch up with the configurations that they are members of.</summary>
internal sealed class ReplicaJoiner(ReplicaHosts hosts, ReplicaStorage storage, TimeProvider time, ILogger<ReplicaJoiner> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>A transfer that takes longer is given up; whoever looks after configurations asks for another.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<int, (long Epoch, Task Joining)> _joining = new();

    /// <summary>Begins to catch up, where that is not under way or done.</summary>
    public void Join(ShardConfiguration target)
    {
        lock (_joining)
        {
            if (_joining.TryGetValue(target.Shard, out var known) && known.Epoch == target.Configuration.Epoch && !known.Joining.IsCompleted)
                return;
            _joining[target.Shard] = (target.Configuration.Epoch, Task.Run(() => JoinAsync(target)));
        }
    }

    private async Task JoinAsync(ShardConfiguration target)
    {
        try
        {
            if (await storage.Replicas.JoinAsync(target.Shard, hosts.Local, target.Configuration) is not { } transfer)
                return;
            var began = time.GetTimestamp();
            while (!transfer.IsComplete)
            {
                if (time.GetElapsedTime(began) > Patience || (await storage.Replicas.StandAsync(target.Shard)).Epoch > target.Configuration.Epoch)
                    return;
                var fetched = await Task.WhenAll(transfer.Outstanding.ToArray().Select(page => FetchAsync(target.Shard, page.Source, page.Request)));
                var added = fetched.Count(page => page.Response is { } response && transfer.TryAdd(page.Source, page.Request, response));
                if (added == 0)
                    await Task.Delay(Pause, time);
            }

            await storage.Replicas.InstallAsync(target.Shard, transfer);
        }
        catch (Exception failure)
        {
            logger.JoinFailed(failure, target.Shard);
        }
    }

    private async Task<(string Source, FetchRequest Request, FetchResponse? Response)> FetchAsync(int shard, string source, FetchRequest request)
    {
        try
        {
            if (source == hosts.Local)
                return (source, request, await storage.Replicas.FetchAsync(shard, request));
            return (source, request, hosts.Find(source) is { } host ? await host.FetchAsync(shard, request) : null);
        }
        catch (Exception failure)
        {
            logger.FetchFailed(failure, shard, source);
            return (source, request, null);
        }
    }
}
