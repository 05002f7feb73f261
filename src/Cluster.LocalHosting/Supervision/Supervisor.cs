using Cluster.LocalHosting.ApplicationModel;
using Cluster.LocalHosting.Control;
using Cluster.LocalHosting.Processes;
using Microsoft.Extensions.Logging;

namespace Cluster.LocalHosting.Supervision;

/// <summary>Starts one resource when what it depends on is healthy, watches it, starts it again when it dies, and stops it.</summary>
internal sealed partial class Supervisor : IAsyncDisposable
{
    private readonly Func<string?> _awaited;
    private readonly SupervisionContext _context;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _command = new(1, 1);
    private readonly Lock _lock = new();
    private CancellationTokenSource _stop = new();
    private Task _life = Task.CompletedTask;
    private ResourceStatus _status;
    private bool _hasBeenHealthy;

    /// <param name="name">The process's name.</param>
    /// <param name="resource">The resource of the model that it is, or that it is a replica of.</param>
    /// <param name="driver">How to start and check it; disposed with the supervisor.</param>
    /// <param name="awaited">What it still waits for, as a reason for people, or null when it may start.</param>
    /// <param name="context">What all supervisors share.</param>
    public Supervisor(string name, Resource resource, ResourceDriver driver, Func<string?> awaited, SupervisionContext context)
    {
        Resource = resource;
        Driver = driver;
        _awaited = awaited;
        _context = context;
        _logger = context.Loggers.CreateLogger(name);
        _status = new ResourceStatus(
            name, driver.Type, resource.Name, ResourceState.Waiting, null, driver.Source, driver.Endpoints, null, null, 0, null, null);
    }

    public Resource Resource { get; }

    public ResourceDriver Driver { get; }

    public string Name => _status.Name;

    public ResourceStatus Status
    {
        get
        {
            lock (_lock)
            {
                return _status;
            }
        }
    }

    /// <summary>Starts the resource unless it is started already.</summary>
    public async Task StartAsync()
    {
        await _command.WaitAsync();
        try
        {
            if (_life.IsCompleted)
            {
                _stop.Dispose();
                _stop = new CancellationTokenSource();
                _hasBeenHealthy = false;
                Set(s => s with { State = ResourceState.Waiting, Reason = null, ExitCode = null });
                _life = LiveAsync(_stop.Token);
            }
        }
        finally
        {
            _command.Release();
        }
    }

    /// <summary>Stops the resource gracefully. Completes when it has ended.</summary>
    public async Task StopAsync()
    {
        await _command.WaitAsync();
        try
        {
            await _stop.CancelAsync();
            await _life;
        }
        finally
        {
            _command.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Driver.DisposeAsync();
        _stop.Dispose();
    }

    private async Task LiveAsync(CancellationToken stop)
    {
        await Task.Yield();
        try
        {
            for (var deaths = 0; ;)
            {
                await WaitForDependenciesAsync(stop);
                if (await Driver.PrepareAsync(stop) is not { } process)
                {
                    await WatchAsync(stop);
                    continue;
                }

                var life = await RunAsync(process, stop);
                if (life.ExitCode == 0 || stop.IsCancellationRequested)
                {
                    LogEnded(Name, life.ExitCode);
                    Set(s => s with { State = ResourceState.Exited, Reason = null, ProcessId = null, ExitCode = life.ExitCode });
                    return;
                }

                deaths = life.WasHealthy && life.Length >= _context.StableAfter ? 1 : deaths + 1;
                Set(s => s with { ProcessId = null, ExitCode = life.ExitCode });
                if (Driver.RunsToCompletion)
                {
                    throw new CannotStartException(life.Reason);
                }

                await DelayRestartAsync(life, deaths, stop);
            }
        }
        catch (CannotStartException e)
        {
            LogCannotStart(Name, e.Message);
            Set(s => s with { State = ResourceState.FailedToStart, Reason = e.Message, ProcessId = null });
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Set(s => s with { State = ResourceState.Exited, Reason = null, ProcessId = null });
        }
        catch (Exception e)
        {
            // A fault of the engine: nobody awaits this task until the resource is stopped, so it is shown where people look.
            LogFault(e, Name);
            Set(s => s with { State = ResourceState.FailedToStart, Reason = $"the engine failed: {e.Message}", ProcessId = null });
        }
    }

    private async Task WaitForDependenciesAsync(CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var changed = _context.Board.Changed;
            if (_awaited() is not { } reason)
            {
                return;
            }

            Set(s => s with { State = ResourceState.Waiting, Reason = reason });
            await changed.WaitAsync(stop);
        }
    }

    private async Task DelayRestartAsync(ProcessLife life, int deaths, CancellationToken stop)
    {
        if (!_hasBeenHealthy && deaths >= _context.GiveUpAfter)
        {
            throw new CannotStartException($"{life.Reason} (given up after {deaths} starts)");
        }

        var delay = Backoff.After(deaths);
        LogRestart(Name, life.Reason, delay.TotalSeconds);
        Set(s => s with { State = ResourceState.Waiting, Reason = $"{life.Reason}; starts again after {delay.TotalSeconds:0.#} s" });
        await Task.Delay(delay, _context.Time, stop);
        Set(s => s with { Restarts = s.Restarts + 1 });
    }

    private void Set(Func<ResourceStatus, ResourceStatus> change)
    {
        ResourceStatus changed;
        lock (_lock)
        {
            changed = change(_status);
            if (changed == _status)
            {
                return;
            }

            _status = changed;
        }

        _context.Board.Publish(changed);
    }
}
