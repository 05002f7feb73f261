using System.Threading.Channels;
using Cluster.Silo.Data.Hosting;
using Cluster.Silo.Data.Messages;
using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Data.Jobs;

/// <summary>
/// A driver's line to one silo: opens the job there, polls it, sends orders until they arrive. Ends when the silo is gone. All calls are safe
/// to repeat, so a call that got no answer is simply made again.
/// </summary>
internal sealed class HostLink : IDisposable
{
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly JobDriver _driver;
    private readonly IPartitionHost _host;
    private readonly CancellationTokenSource _gone;
    private readonly Channel<Orders> _orders = Channel.CreateUnbounded<Orders>();

    public HostLink(JobDriver driver, IPartitionHost host, string key, string name, CancellationToken stopping)
    {
        _driver = driver;
        _host = host;
        Key = key;
        Name = name;
        _gone = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Running = Task.WhenAll(PollAsync(_gone.Token), SendAsync(_gone.Token));
    }

    public string Key { get; }

    public string Name { get; }

    /// <summary>Ends once the line is closed.</summary>
    public Task Running { get; }

    /// <summary>True once the silo has answered for the first time.</summary>
    public bool IsOpen { get; private set; }

    public void Send(Orders orders) => _orders.Writer.TryWrite(orders);

    public Task CloseJobAsync() => _host.CloseAsync(_driver.Plan.JobId, _driver.Epoch);

    /// <summary>Closes the line.</summary>
    public void Dispose() => _gone.Cancel();

    private async Task PollAsync(CancellationToken gone)
    {
        try
        {
            while (true)
            {
                var report = await RepeatAsync(() => _host.OpenAsync(_driver.Plan, _driver.Epoch), gone);
                if (report.Standing == Standing.Current)
                {
                    IsOpen = true;
                    _driver.Opened(this, report);
                }

                while (report.Standing == Standing.Current)
                {
                    var seen = report.Version;
                    report = await RepeatAsync(() => _host.PollAsync(_driver.Plan.JobId, _driver.Epoch, seen, PollWait), gone);
                    if (report.Standing == Standing.Current)
                    {
                        _driver.Reported(this, report);
                    }
                }

                if (report.Standing == Standing.Fenced)
                {
                    _driver.Fenced();
                    return;
                }

                _driver.Forgotten(this);
            }
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The silo is gone, or the driver has ended.
        }
        catch (Exception e)
        {
            _driver.BrokeOff(e);
        }
    }

    private async Task SendAsync(CancellationToken gone)
    {
        try
        {
            await foreach (var orders in _orders.Reader.ReadAllAsync(gone))
            {
                await RepeatAsync(() => _host.OrderAsync(_driver.Plan.JobId, _driver.Epoch, orders), gone);
            }
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The silo is gone, or the driver has ended.
        }
        catch (Exception e)
        {
            _driver.BrokeOff(e);
        }
    }

    private async Task<T> RepeatAsync<T>(Func<Task<T>> call, CancellationToken gone)
    {
        while (true)
        {
            gone.ThrowIfCancellationRequested();
            try
            {
                return await call().WaitAsync(gone);
            }
            catch (Exception e) when (e is OrleansException or TimeoutException or IOException)
            {
                _driver.Logger.HostDoesNotAnswer(e, _driver.Plan.JobId, Name);
            }

            await Task.Delay(Pause, _driver.Time, gone);
        }
    }
}
