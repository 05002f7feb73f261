using Cluster.Membership;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Cluster.Silo.Membership;

[StatelessWorker]
internal sealed class SiloDirectory(IClusterMembershipService membership, ISiloFiguresClient figures, TimeProvider time) : Grain, ISiloDirectory
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public async Task<IReadOnlyList<SiloInfo>> ListAsync(bool includeDead, CancellationToken cancellationToken)
    {
        var members = membership.CurrentSnapshot.Members.Values
            .Where(member => includeDead || member.Status != SiloStatus.Dead)
            .OrderBy(member => member.Name, StringComparer.Ordinal)
            .ThenBy(member => member.SiloAddress.Generation);
        return await Task.WhenAll(members.Select(member => DescribeAsync(member, cancellationToken)));
    }

    private async Task<SiloInfo> DescribeAsync(ClusterMember member, CancellationToken cancellationToken)
    {
        var measured = member.Status == SiloStatus.Active ? await MeasureAsync(member, cancellationToken) : null;
        return new SiloInfo(
            member.Name,
            member.SiloAddress.ToString(),
            member.Status.ToString(),
            SiloGeneration.StartedAt(member.SiloAddress),
            measured?.Activations,
            measured?.CpuPercent,
            measured?.MemoryBytes);
    }

    private async Task<SiloMeasurement?> MeasureAsync(ClusterMember member, CancellationToken cancellationToken)
    {
        try
        {
            return await figures.MeasureAsync(member.SiloAddress).WaitAsync(Patience, time, cancellationToken);
        }
        catch (Exception failure) when (failure is TimeoutException or OrleansException)
        {
            // Listed without figures: the silo may be dying, and who asks wants to see the others now.
            return null;
        }
    }
}
