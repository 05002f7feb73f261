using Cluster.Registers;

namespace Cluster.Dashboard.Live;

/// <summary>One operation of each level, read and write, so that an idle cluster shows what each costs. Failures are counted by the silos; here they are nobody's loss.</summary>
internal sealed class RegisterProbe
{
    private const string Name = "dashboard probe/";
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);
    private readonly RegisterSession _session = new();
    private long _writes;

    public async Task RunAsync(ClusterRegisters registers, CancellationToken cancellationToken)
    {
        ConsistencyLevel[] levels =
        [
            ConsistencyLevel.Strong,
            ConsistencyLevel.BoundedStaleness(TimeSpan.FromSeconds(2)),
            ConsistencyLevel.Session(_session),
            ConsistencyLevel.Eventual,
            ConsistencyLevel.Weak,
            ConsistencyLevel.Replicas(2, 2),
        ];
        await Task.WhenAll(levels.Select(level => TryAsync(registers.Get<long>(Name + level.ToString().ToLowerInvariant()), level, cancellationToken)));
    }

    private async Task TryAsync(Register<long> register, ConsistencyLevel level, CancellationToken cancellationToken)
    {
        try
        {
            await register.WriteAsync(Interlocked.Increment(ref _writes), level, Kept, cancellationToken);
            await register.ReadAsync(level, cancellationToken);
        }
        catch (ClusterException)
        {
            // The silo that refused has counted it, and the chart shows a gap.
        }
    }
}
