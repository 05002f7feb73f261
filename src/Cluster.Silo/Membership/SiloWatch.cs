using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Cluster.Silo.Membership;

/// <summary>
/// Tells the parts of a silo which silos come and go, by name. Membership is agreed on by all silos, but each learns of a change
/// in its own time: what acts on it must still be fenced by what it writes to.
/// </summary>
internal sealed partial class SiloWatch(IClusterMembershipService membership, ILogger<SiloWatch> logger) : BackgroundService
{
    private volatile ClusterMembershipSnapshot? _latest;

    /// <summary>
    /// Raised once for each change of a silo's status, in the order of membership's versions, from one thread at a time and off any grain's scheduler.
    /// A handler should return at once; what it throws is logged and keeps nobody else from being told.
    /// </summary>
    public event Action<SiloChange>? Changed;

    /// <summary>The silos that take grains, by name, as of the latest snapshot.</summary>
    public IEnumerable<ClusterMember> Active =>
        (_latest ?? membership.CurrentSnapshot).Members.Values.Where(member => member.Status == SiloStatus.Active).OrderBy(member => member.Name, StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(stoppingToken))
        {
            var previous = _latest;
            _latest = snapshot;
            foreach (var change in (previous is null ? snapshot.AsUpdate() : snapshot.CreateUpdate(previous)).Changes)
            {
                Tell(new SiloChange(change.Name, change.SiloAddress, previous?.GetSiloStatus(change.SiloAddress) ?? SiloStatus.None, change.Status));
            }
        }
    }

    private void Tell(SiloChange change)
    {
        if (change.IsDeath)
        {
            LogDead(logger, change.Name, change.Address);
        }
        else
        {
            LogChanged(logger, change.Name, change.Address, change.Before, change.Now);
        }

        foreach (var handler in Delegate.EnumerateInvocationList(Changed))
        {
            try
            {
                handler(change);
            }
#pragma warning disable CA1031 // One listener's fault must not make the others deaf.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                LogListenerFailed(logger, fault, change.Name);
            }
        }
    }
}
