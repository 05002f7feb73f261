using Cluster.Registers;
using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Serialization;

namespace Cluster.Silo.Registers.Drills;

/// <summary>Carries out partition drills. Two at once, after two activations, would do no harm: each cut ends by itself.</summary>
[Reentrant]
internal sealed class PartitionDrillGrain(ReplicaHosts hosts, RegisterLinks links, Serializer serializer, TimeProvider time, ILogger<PartitionDrillGrain> logger)
    : Grain, IPartitionDrillGrain, IDisposable
{
    private static readonly TimeSpan RememberFor = TimeSpan.FromMinutes(30);
    private readonly CancellationTokenSource _stopping = new();
    private PartitionRun? _run;
    private Task _running = Task.CompletedTask;

    public Task<string?> StartAsync(string[] cutOff, TimeSpan cutFor)
    {
        var silos = hosts.Names.ToDictionary(name => name, name => hosts.FindUncut(name), StringComparer.Ordinal);
        var sides = cutOff.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var refusal = Refusal(sides, silos.Keys);
        if (refusal is null)
        {
            _run = new PartitionRun(silos.ToDictionary(silo => silo.Key, silo => silo.Value!, StringComparer.Ordinal), sides, cutFor, serializer, time, logger);
            var run = _run;
            _running = Task.Run(() => run.RunAsync(_stopping.Token));
            DelayDeactivation(RememberFor);
        }

        return Task.FromResult(refusal);
    }

    public Task<PartitionDrill?> DescribeAsync(int samplesFrom) => Task.FromResult(_run?.Describe(samplesFrom));

    public Task<bool> IsAllowedAsync() => Task.FromResult(links.AreDrillsAllowed);

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running;
    }

    public void Dispose() => _stopping.Dispose();

    private string? Refusal(List<string> cutOff, ICollection<string> silos)
    {
        if (!links.AreDrillsAllowed)
            return "This cluster does not allow drills; Cluster:Registers:AllowDrills set to true on its silos allows them.";
        if (_run is { IsOver: false })
            return "A partition drill is under way; wait for its end.";
        if (cutOff.Except(silos).FirstOrDefault() is { } unknown)
            return $"There is no silo {unknown} now; there are {string.Join(", ", silos)}.";
        return cutOff.Count == 0 || cutOff.Count == silos.Count
            ? $"A partition has two sides: name at least one silo to cut off, and not all of {string.Join(", ", silos)}."
            : null;
    }
}
