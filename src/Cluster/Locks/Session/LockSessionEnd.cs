using Microsoft.Extensions.Hosting;

namespace Cluster.Locks.Session;

/// <summary>Lets go of the process's locks when its host stops, so that nobody has to wait for a lease.</summary>
internal sealed class LockSessionEnd(LockSession session) : IHostedService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => session.CloseAsync(Patience, cancellationToken);
}
