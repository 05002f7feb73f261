using Cluster.LocalHosting.Control;

namespace Cluster.Cli.Json;

/// <summary>What <c>up --detach</c> yields once the cluster is healthy.</summary>
internal sealed record UpDocument(AppHostDocument AppHost, IReadOnlyList<ResourceStatus> Resources, string LogFile, double ElapsedSeconds);
