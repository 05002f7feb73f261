using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cluster.Silo.Health;

/// <summary>
/// Knows whether the membership store answers. A silo serves on without it, with the membership it knows; it can neither see new silos join nor
/// agree on a death meanwhile, which is why it says so.
/// </summary>
internal sealed partial class MembershipStoreWatch(
    IServiceProvider services,
    IHostApplicationLifetime lifetime,
    IOptions<ClusterSiloOptions> options,
    TimeProvider time,
    ILogger<MembershipStoreWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private volatile Outage? _outage;

    /// <summary>The failure that lasts, or null while the store answers.</summary>
    public Outage? Current => _outage;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The silo's own start opens the table; before that there is nothing to ask.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        if (services.GetService<IMembershipTable>() is not { } table)
        {
            return;
        }

        using var timer = new PeriodicTimer(options.Value.MembershipStoreCheckPeriod, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await CheckAsync(table, stoppingToken);
        }
    }

    private async Task CheckAsync(IMembershipTable table, CancellationToken stoppingToken)
    {
        try
        {
            await table.ReadAllAsync(stoppingToken).WaitAsync(Patience, time, stoppingToken);
            if (_outage is { } over)
            {
                _outage = null;
                var lasted = time.GetElapsedTime(over.Since);
                LogReachable(logger, lasted);
            }
        }
#pragma warning disable CA1031 // Whatever the store's client throws, the store does not answer.
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            if (_outage is null)
            {
                LogUnreachable(logger, failure);
            }

            var reason = failure is TimeoutException ? $"The last question had no answer within {Patience.TotalSeconds:0} s." : failure.Message;
            _outage = new Outage(_outage?.Since ?? time.GetTimestamp(), reason);
        }
    }

    /// <summary>A time in which the store did not answer.</summary>
    /// <param name="Since">When it was first noticed, a timestamp of the <see cref="TimeProvider"/>.</param>
    /// <param name="Reason">What the last attempt failed with.</param>
    internal sealed record Outage(long Since, string Reason);
}
