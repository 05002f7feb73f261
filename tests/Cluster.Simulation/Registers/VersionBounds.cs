using Cluster.Silo.Registers.Protocol;

namespace Cluster.Simulation.Registers;

/// <summary>The reads that may miss some versions, and what was acknowledged before them.</summary>
internal sealed class VersionBounds
{
    private readonly List<(string Register, Carstamp Version, long End)> _writes = [];
    private readonly List<(string Register, Carstamp Version, long Bound, long Claimed, long Start)> _reads = [];

    /// <summary>How many reads missed something that was under way.</summary>
    public int Behind => _reads.Count(read => read.Claimed > 0);

    public void Wrote(string register, Carstamp version, long end) => _writes.Add((register, version, end));

    /// <summary>A read returned a version.</summary>
    /// <param name="register">The register.</param>
    /// <param name="version">The version that it returned.</param>
    /// <param name="bound">How many newer ones it might miss.</param>
    /// <param name="claimed">How many it says it may have missed.</param>
    /// <param name="start">When it was called.</param>
    public void Read(string register, Carstamp version, long bound, long claimed, long start) => _reads.Add((register, version, bound, claimed, start));

    /// <summary>The first read that missed more acknowledged writes than it might, or than it said; null when none did.</summary>
    public string? Check()
    {
        foreach (var read in _reads)
        {
            var missed = _writes.Count(write => write.Register == read.Register && write.End < read.Start && write.Version > read.Version);
            if (missed > Math.Min(read.Bound, read.Claimed))
                return $"A read of {read.Register} at {read.Start} gave version {read.Version} and missed {missed} versions, though it might miss {read.Bound} and told of {read.Claimed}.";
        }

        return null;
    }
}
