using Cluster.LocalHosting.Control;
using Cluster.Membership;

namespace Cluster.Cli.Json;

/// <param name="AppHost">The AppHost, or null when the cluster was started by something else.</param>
/// <param name="Resources">Its resources, or null without an AppHost.</param>
/// <param name="Silos">The silos as membership sees them, or null when they could not be asked.</param>
/// <param name="SilosError">Why the silos could not be asked, or null.</param>
internal sealed record StatusDocument(
    AppHostDocument? AppHost, IReadOnlyList<ResourceStatus>? Resources, IReadOnlyList<SiloInfo>? Silos, string? SilosError);
