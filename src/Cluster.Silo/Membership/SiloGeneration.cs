using Orleans.Runtime;

namespace Cluster.Silo.Membership;

/// <summary>Reads the time out of a silo's generation: Orleans counts it in whole seconds from the start of 2022.</summary>
internal static class SiloGeneration
{
    private static readonly DateTimeOffset Epoch = new(2022, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset StartedAt(SiloAddress silo) => Epoch.AddSeconds(unchecked((uint)silo.Generation));
}
