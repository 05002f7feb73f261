using Cluster.Locks;
using Cluster.Locks.Protocol;
using Cluster.Locks.Session;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Hosting;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Cluster.Tests.Locks;

/// <summary>Two silos in this process with short leases, and clients with lock sessions of their own, as if each were a process.</summary>
public sealed class LockCluster : IAsyncLifetime
{
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);

    /// <summary>Far more than anything here takes: a test that waits so long has failed.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<LockSession> _sessions = [];
    private InProcessTestCluster _cluster = null!;

    internal InProcessTestCluster Cluster => _cluster;

    internal SharedStorage Storage { get; } = new();

    /// <summary>By how much silos are late with their answers to clients.</summary>
    internal TimeSpan AnswersLateBy { get; set; }

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddKeyedSingleton<IGrainStorage>("Default", Storage);
            silo.Services.AddSingleton(provider => new ClusterClient(provider.GetRequiredService<IGrainFactory>(), provider.GetRequiredService<LockSession>()));
            silo.AddIncomingGrainCallFilter(async call =>
            {
                await call.Invoke();
                if (call.MethodName == nameof(ILockShardGrain.ExchangeAsync) && AnswersLateBy > TimeSpan.Zero)
                    await Task.Delay(AnswersLateBy);
            });
            silo.AddClusterLocks(options =>
            {
                options.Lease = Lease;
                options.Authority = TimeSpan.FromSeconds(1);
            });
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    /// <summary>Locks as another process would have them.</summary>
    internal ClusterLocks NewClient(Action<ClusterLocksClientOptions>? configure = null, IGrainFactory? grains = null)
    {
        var options = new ClusterLocksClientOptions();
        configure?.Invoke(options);
        var session = new LockSession(grains ?? _cluster.Client, TimeProvider.System, NullLogger<LockSession>.Instance, options);
        _sessions.Add(session);
        return new ClusterLocks(session);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _sessions)
            await session.CloseAsync(TimeSpan.FromSeconds(1), CancellationToken.None);
        await _cluster.DisposeAsync();
    }
}
