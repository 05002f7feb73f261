using System.Runtime.ExceptionServices;
using Cluster.Silo.Data.Hosting;
using Cluster.Silo.Data.Messages;
using Cluster.Silo.Data.Planning;
using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Data.Jobs;

/// <summary>
/// Moves messages between a job's tracker and the silos, as membership has them. Runs on the scheduler of the job's grain.
/// </summary>
internal sealed class JobDriver
{
    /// <summary>How long tasks are held back for silos that have not answered yet and may have outputs of an earlier driver.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromSeconds(1.5);

    private readonly JobTracker _tracker;
    private readonly PartitionHosts _hosts;
    private readonly IClusterMembershipService _membership;
    private readonly Dictionary<string, HostLink> _links = [];
    private readonly List<Task> _ended = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isFenced;
    private ExceptionDispatchInfo? _breakdown;

    public JobDriver(
        JobPlan plan, long epoch, JobProgress? earlier, PartitionHosts hosts, IClusterMembershipService membership, TimeProvider time, ILogger<JobGrain> logger)
    {
        Plan = plan;
        Epoch = epoch;
        Time = time;
        Logger = logger;
        _hosts = hosts;
        _membership = membership;
        _tracker = new JobTracker(plan, epoch, time);
        if (earlier is not null)
        {
            _tracker.Learn(earlier);
        }
    }

    public JobPlan Plan { get; }

    public long Epoch { get; }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    /// <summary>The state of the job, to be read between two steps of the grain.</summary>
    public JobTracker Tracker => _tracker;

    /// <summary>
    /// Drives the job to its end and yields the result, whose file then stands under its name. <paramref name="commit"/> is awaited before the file
    /// gets it.
    /// </summary>
    /// <exception cref="JobErrorException">The job failed.</exception>
    /// <exception cref="DriverFencedException">Another driver has taken over.</exception>
    public async Task<WrittenResult> RunAsync(Func<Task> commit, bool isCommitting, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = WatchMembershipAsync(stopping.Token);
        try
        {
            await GatherAsync(cancellationToken);
            if (isCommitting)
            {
                _tracker.Commit();
            }

            _tracker.Start();
            while (true)
            {
                SendOrders();
                var changed = _changed.Task;
                _breakdown?.Throw();
                if (_isFenced)
                {
                    throw new DriverFencedException($"Job {Plan.JobId} has a later driver than epoch {Epoch}.");
                }

                if (_tracker.Error is { } error)
                {
                    throw new JobErrorException(error);
                }

                if (_tracker.Completed is { } completed)
                {
                    return completed;
                }

                if (_tracker.Ready is not null)
                {
                    await commit();
                    _tracker.Commit();
                    continue;
                }

                await changed.WaitAsync(cancellationToken);
            }
        }
        finally
        {
            await stopping.CancelAsync();
            await watching;
            foreach (var link in _links.Values)
            {
                link.Dispose();
                _ended.Add(link.Running);
            }

            await Task.WhenAll(_ended);
        }
    }

    /// <summary>Ends the job's share on all silos. What does not arrive, silos do by themselves after some minutes.</summary>
    public async Task CloseAsync()
    {
        foreach (var link in _links.Values)
        {
            try
            {
                await link.CloseJobAsync();
            }
            catch (Exception e) when (e is OrleansException or TimeoutException)
            {
                Logger.HostDoesNotAnswer(e, Plan.JobId, link.Name);
            }
        }
    }

    internal void Opened(HostLink link, HostReport report)
    {
        _tracker.AddHost(link.Key, link.Name, report.Workers, report.Tasks);
        Changed();
    }

    internal void Reported(HostLink link, HostReport report)
    {
        _tracker.Apply(link.Key, report.Tasks);
        Changed();
    }

    internal void Forgotten(HostLink link)
    {
        _tracker.RemoveHost(link.Key);
        Changed();
    }

    internal void Fenced()
    {
        _isFenced = true;
        Changed();
    }

    /// <summary>Ends the drive with a failure that none of its parts expected.</summary>
    internal void BrokeOff(Exception failure)
    {
        _breakdown ??= ExceptionDispatchInfo.Capture(failure);
        Changed();
    }

    private async Task GatherAsync(CancellationToken cancellationToken)
    {
        var patience = Task.Delay(Gathering, Time, cancellationToken);
        while (!patience.IsCompleted && (_links.Count == 0 || _links.Values.Any(link => !link.IsOpen)) && !_isFenced && _breakdown is null)
        {
            await Task.WhenAny(_changed.Task, patience);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task WatchMembershipAsync(CancellationToken stopping)
    {
        try
        {
            await foreach (var snapshot in _membership.MembershipUpdates.WithCancellation(stopping))
            {
                var active = snapshot.Members.Values.Where(member => member.Status == SiloStatus.Active)
                    .ToDictionary(member => member.SiloAddress.ToParsableString(), member => member.Name);
                foreach (var (key, link) in _links.Where(link => !active.ContainsKey(link.Key)).ToList())
                {
                    Logger.HostLost(Plan.JobId, link.Name);
                    _links.Remove(key);
                    link.Dispose();
                    _ended.Add(link.Running);
                    _tracker.RemoveHost(key);
                }

                foreach (var (key, name) in active)
                {
                    if (!_links.ContainsKey(key))
                    {
                        _links.Add(key, new HostLink(this, _hosts.At(key), key, name, stopping));
                    }
                }

                Changed();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The driver has ended.
        }
        catch (Exception e)
        {
            BrokeOff(e);
        }
    }

    private void SendOrders()
    {
        foreach (var host in _tracker.Hosts)
        {
            if (_links.TryGetValue(host.Key, out var link) && host.TakeOrders() is { } orders)
            {
                link.Send(orders);
            }
        }
    }

    private void Changed()
    {
        _changed.TrySetResult();
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
