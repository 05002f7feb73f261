using Cluster.Registers.Calling;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>
/// Whom this silo's reads ask first: its own replica, then those that answer, each for some of the registers. Only what a read costs rests on it. Safe for use by many threads at once.
/// </summary>
internal sealed class ReplicaRanks(ReplicaHosts hosts, TimeProvider time)
{
    private const int Last = int.MaxValue;

    private readonly SilentSilos _silent = new(time);

    /// <summary>The rank of a silo's replica for reads of a register; the lowest are asked.</summary>
    public int Of(string register, string silo)
    {
        if (silo == hosts.Local)
            return 0;
        return hosts.Find(silo) is null || _silent.IsPassedOver(silo) ? Last : 1 + ((register.GetHashCode(StringComparison.Ordinal) ^ silo.GetHashCode(StringComparison.Ordinal)) & 0xFF);
    }

    /// <summary>A read waited for the silo longer than it should.</summary>
    public void NotHeard(string silo) => _silent.NotHeard(silo);

    public void Heard(string silo) => _silent.Heard(silo);
}
