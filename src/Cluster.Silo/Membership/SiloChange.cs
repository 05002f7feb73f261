using Orleans.Runtime;

namespace Cluster.Silo.Membership;

/// <summary>A step of one silo through its life.</summary>
/// <param name="Name">The stable name. A new incarnation of the same name has another address.</param>
/// <param name="Address">The incarnation.</param>
/// <param name="Before">Its status before, <see cref="SiloStatus.None"/> when it was not known.</param>
/// <param name="Now">Its status now.</param>
internal sealed record SiloChange(string Name, SiloAddress Address, SiloStatus Before, SiloStatus Now)
{
    /// <summary>Whether this incarnation has just been found dead, having been known alive.</summary>
    public bool IsDeath => Now == SiloStatus.Dead && Before is not (SiloStatus.Dead or SiloStatus.None);
}
