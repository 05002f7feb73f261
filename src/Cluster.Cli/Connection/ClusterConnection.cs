using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cluster.Cli.Connection;

/// <summary>
/// A client of the silos for the life of one command. It is put together without a generic host: a command has no configuration files,
/// no console lifetime and no time to spare.
/// </summary>
internal sealed class ClusterConnection : IAsyncDisposable
{
    /// <summary>How long joining may take: a silo that runs answers in well under a second.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    private readonly IAsyncDisposable? _owned;

    public ClusterConnection(ClusterClient client, IAsyncDisposable? owned = null)
    {
        Client = client;
        _owned = owned;
    }

    public ClusterClient Client { get; }

    /// <summary>Joins the cluster as a client; <paramref name="log"/>, when given, gets the client's own log.</summary>
    /// <exception cref="CommandFailedException">No silo could be reached (exit code 3).</exception>
    public static async Task<ClusterConnection> OpenAsync(ClusterLocation location, TextWriter? log, CancellationToken cancellationToken)
    {
        var configuration = location.ClientConfiguration();
        var services = new ServiceCollection();
        services.AddSingleton(configuration);
        services.AddLogging(logging =>
        {
            if (log is not null)
            {
                logging.AddProvider(new WriterLoggerProvider(log));
            }
        });
        // The outer deadline is for a store of members that hangs; a silo that cannot be reached is told of here.
        services.AddCluster(configuration, options => options.ConnectTimeout = ConnectTimeout - TimeSpan.FromSeconds(5));
        var provider = services.BuildServiceProvider();
        var started = new List<IHostedService>();
        try
        {
            await StartAsync(provider, started, cancellationToken);
            return new ClusterConnection(provider.GetRequiredService<ClusterClient>(), new StartedServices(provider, started));
        }
        catch
        {
            await provider.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _owned?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static async Task StartAsync(ServiceProvider provider, List<IHostedService> started, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(ConnectTimeout);
        try
        {
            foreach (var service in provider.GetServices<IHostedService>())
            {
                await service.StartAsync(deadline.Token).WaitAsync(deadline.Token);
                started.Add(service);
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandFailedException(
                ExitCode.NoCluster, $"No silo answered within {ConnectTimeout.TotalSeconds:0} s. See 'cluster status' and 'cluster logs silo'.", e);
        }
    }

    /// <summary>Leaves the cluster: stops what was started, the last first.</summary>
    private sealed class StartedServices(ServiceProvider provider, List<IHostedService> services) : IAsyncDisposable
    {
        private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

        public async ValueTask DisposeAsync()
        {
            using var deadline = new CancellationTokenSource(StopTimeout);
            for (var i = services.Count - 1; i >= 0; i--)
            {
                await services[i].StopAsync(deadline.Token).WaitAsync(StopTimeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await provider.DisposeAsync();
        }
    }
}
