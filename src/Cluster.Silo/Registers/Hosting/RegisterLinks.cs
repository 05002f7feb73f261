using Cluster.Silo.Registers.Messages;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>
/// Where a drill has cut this silo's links to others, for messages about registers: they get lost, as on a network that is down. A cut ends by itself. Safe
/// for use by many threads at once.
/// </summary>
internal sealed class RegisterLinks(IOptions<ClusterRegistersOptions> options, TimeProvider time, ILogger<RegisterLinks> logger)
{
    private volatile Cut? _cut;

    public bool AreDrillsAllowed => options.Value.AllowDrills;

    /// <summary>Cuts the links to these silos and restores all others; false, and nothing happens, when that is not allowed.</summary>
    public bool TryCut(string[] silos, TimeSpan cutFor)
    {
        if (!AreDrillsAllowed)
            return false;
        if (silos.Length > 0)
            logger.LinksCut(string.Join(", ", silos), cutFor);
        else if (_cut is not null)
            logger.LinksHealed();
        _cut = silos.Length == 0 ? null : new Cut(silos.ToHashSet(StringComparer.Ordinal), time.GetTimestamp(), cutFor);
        return true;
    }

    /// <summary>The host as messages reach it: not at all while the link is cut.</summary>
    public IReplicaHost Over(string silo, IReplicaHost host) =>
        _cut is { } cut && cut.Silos.Contains(silo) && time.GetElapsedTime(cut.Since) < cut.For ? new LostReplicaHost(silo, time) : host;

    private sealed record Cut(HashSet<string> Silos, long Since, TimeSpan For);
}
