namespace Cluster.Silo.Registers.Hosting;

/// <summary>
/// Work that goes on while a silo is active: begun once it has joined, stopped before it leaves. A hosted service would be stopped
/// before the silo is, and nobody would hand over. A silo whose loop fails is of no use to others, who go on counting on it: it ends, and is started anew by whoever started it.
/// </summary>
/// <param name="fatal">Ends the silo.</param>
internal abstract class SiloLoop(IFatalErrorHandler fatal) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public virtual void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(GetType().Name, ServiceLifecycleStage.Active, StartAsync, StopAsync);

    public virtual void Dispose() => _stopping.Dispose();

    /// <summary>Runs until it is cancelled.</summary>
    protected abstract Task RunAsync(CancellationToken stopping);

    private Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.Run(RunOrEndTheSiloAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task RunOrEndTheSiloAsync()
    {
        try
        {
            await RunAsync(_stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
        }
        catch (Exception failure)
        {
            fatal.OnFatalException(this, $"{GetType().Name} has failed", failure);
        }
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running;
    }
}
