using Cluster.Registers.Protocol;

namespace Cluster.Registers;

/// <content>What there is, how it stands, and what it costs.</content>
public sealed partial class ClusterRegisters
{
    /// <summary>The longest time for which <see cref="StartPartitionDrillAsync"/> cuts silos off.</summary>
    public static readonly TimeSpan LongestCut = TimeSpan.FromSeconds(60);

    private IRegisterInspector Inspector => _grains.GetGrain<IRegisterInspector>(0);

    private IPartitionDrillGrain Drill => _grains.GetGrain<IPartitionDrillGrain>(0);

    /// <summary>
    /// The registers that exist and whose names begin with <paramref name="prefix"/>, in order of names, with their replicas. Each replica is looked at in its own
    /// moment. It looks through all registers of the cluster: for people and tools, not for programs' every call.
    /// </summary>
    /// <param name="prefix">With which names begin, ordinally.</param>
    /// <param name="limit">At most how many.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<IReadOnlyList<RegisterStatus>> ListAsync(string prefix = "", int limit = 1000, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return await Inspector.ListAsync(prefix, limit).WaitAsync(cancellationToken);
    }

    /// <summary>The replicas of a register, also of one that was deleted; null when no replica that was reached has ever heard of it.</summary>
    /// <param name="name">The register.</param>
    /// <param name="type">Its type.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <inheritdoc cref="Get" path="/exception"/>
    public async Task<RegisterStatus?> DescribeAsync(string name, RegisterType type = RegisterType.Value, CancellationToken cancellationToken = default)
    {
        var found = await Inspector.DescribeAsync(Checked(name)).WaitAsync(cancellationToken);
        return found.FirstOrDefault(status => status.Type == type);
    }

    /// <summary>What each level has cost and how stale it was, as silos measured it since they started; silos that cannot be reached are left out.</summary>
    public Task<RegisterStatistics> StatisticsAsync(CancellationToken cancellationToken = default) => Inspector.StatisticsAsync().WaitAsync(cancellationToken);

    /// <summary>Whether the cluster allows <see cref="StartPartitionDrillAsync"/>.</summary>
    public Task<bool> AllowsDrillsAsync(CancellationToken cancellationToken = default) => Drill.IsAllowedAsync().WaitAsync(cancellationToken);

    /// <summary>
    /// Cuts silos off from the others, for registers only, and shows what becomes of operations on both sides: the smaller one refuses strong ones and serves
    /// eventual ones, and after the healing all agree. Programs that use registers meanwhile meet the partition, too. The cut ends by itself on each silo,
    /// whatever becomes of the drill.
    /// </summary>
    /// <param name="cutOff">The names of the silos of one side.</param>
    /// <param name="cutFor">For how long; 1 s to <see cref="LongestCut"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="DrillRefusedException">Drills are not allowed (<c>Cluster:Registers:AllowDrills</c>), one is under way, or no such partition can be.</exception>
    public async Task StartPartitionDrillAsync(IReadOnlyCollection<string> cutOff, TimeSpan cutFor, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cutOff);
        if (cutFor < TimeSpan.FromSeconds(1) || cutFor > LongestCut)
            throw new ArgumentOutOfRangeException(nameof(cutFor), cutFor, $"A cut lasts from 1 s to {LongestCut.TotalSeconds:0} s.");
        if (await Drill.StartAsync([.. cutOff], cutFor).WaitAsync(cancellationToken) is { } refusal)
            throw new DrillRefusedException(refusal);
    }

    /// <summary>The last partition drill, as far as it has come; null when there was none, or the silo that led it is gone.</summary>
    /// <param name="samplesFrom">How many of its operations are known already and are left out.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<PartitionDrill?> PartitionDrillAsync(int samplesFrom = 0, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(samplesFrom);
        return Drill.DescribeAsync(samplesFrom).WaitAsync(cancellationToken);
    }
}
