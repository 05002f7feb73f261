using System.Diagnostics;
using Cluster.Locks;
using Cluster.Simulation.Histories;
using Microsoft.Extensions.Hosting;

namespace Cluster.Load;

/// <summary>
/// Workers that take locks, use what the locks guard, and let go, and write down all of it. Times are of the machine's monotonic clock,
/// the same for all processes.
/// </summary>
internal sealed class LockLoad(IFencedLockProvider locks, LockLoadOptions options) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var history = new HistoryWriter(options.History);
        await Task.WhenAll(Enumerable.Range(0, options.Workers).Select(_ => Task.Run(() => WorkAsync(history, stoppingToken), stoppingToken)));
    }

    private static long Now() => (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));

    private async Task WorkAsync(HistoryWriter history, CancellationToken stopping)
    {
        using var resource = await ResourceConnection.OpenAsync(options.Resource, stopping);
        while (!stopping.IsCancellationRequested)
        {
            await HoldOneAsync(resource, history, stopping);

            // Silos that start again need the processors, too.
            await Task.Delay(Random.Shared.Next(30), stopping);
        }
    }

    private async Task HoldOneAsync(ResourceConnection resource, HistoryWriter history, CancellationToken stopping)
    {
        var name = $"{options.Prefix}{Random.Shared.Next(options.Names)}";
        var asked = Now();
        await using var held = await locks.CreateLock(name).TryAcquireAsync(Patience, stopping);
        var entry = new HistoryEntry { Client = options.Client, Key = name, Op = "acquire", Mode = "x", StartNs = asked, EndNs = Now(), Ok = Outcome.Failed };
        history.Add(held is null ? entry : entry with { Token = held.FencingToken, Ok = Outcome.Ok });
        if (held is null)
            return;

        await UseAsync(resource, held, history, stopping);
        await Task.Delay(Random.Shared.Next(60), stopping);
        await UseAsync(resource, held, history, stopping);

        // Only when it is held after the time was taken was it held until then.
        var end = Now();
        if (held.IsHeld)
            history.Add(entry with { Op = "release", Token = held.FencingToken, StartNs = end, EndNs = Now(), Ok = Outcome.Ok });
    }

    /// <summary>Uses the resource without looking whether the lock is still held: that is what the token is for.</summary>
    private async Task UseAsync(ResourceConnection resource, IFencedLockHandle held, HistoryWriter history, CancellationToken stopping)
    {
        var start = Now();
        var accepted = await resource.UseAsync(held.Name, held.FencingToken, stopping);
        history.Add(new HistoryEntry
        {
            Client = options.Client,
            Key = held.Name,
            Op = "guarded",
            Token = held.FencingToken,
            StartNs = start,
            EndNs = Now(),
            Ok = accepted ? Outcome.Ok : Outcome.Failed,
        });
    }
}
