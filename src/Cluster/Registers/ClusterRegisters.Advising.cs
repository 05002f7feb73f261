using Cluster.Registers.Advising;

namespace Cluster.Registers;

/// <content>Advice from what was observed.</content>
public sealed partial class ClusterRegisters
{
    /// <summary>
    /// Names the cheapest levels that met a staleness and a latency target, by what silos measured since they started (probabilistically bounded staleness, Bailis et al., VLDB 2012).
    /// Considered are, from the cheapest: weak, eventual, bounded by the age that is asked for, strong.
    /// </summary>
    /// <remarks>
    /// An observation and no promise, but for the last two, whose staleness is enforced. Latencies are those of all clients, on the silo that each is connected to; the way there comes on top.
    /// How long writes took to spread is told by silos' clocks and as exact as they agree. Of a level that was hardly used nothing is known, and it is not advised.
    /// </remarks>
    /// <param name="target">What is wanted.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException">The target makes no sense.</exception>
    public async Task<ObservedAdvice> AdviseAsync(ObservedTarget target, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        target.Validate();
        return LevelAdvisor.Advise(target, await StatisticsAsync(cancellationToken));
    }
}
