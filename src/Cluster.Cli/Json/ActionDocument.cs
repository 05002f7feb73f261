using Cluster.LocalHosting.Control;

namespace Cluster.Cli.Json;

/// <summary>What <c>start</c>, <c>stop</c>, <c>restart</c> and <c>scale</c> yield.</summary>
/// <param name="Action">What was asked for.</param>
/// <param name="Name">The resource or group it was asked for.</param>
/// <param name="Resources">It, or its replicas, afterwards.</param>
internal sealed record ActionDocument(string Action, string Name, IReadOnlyList<ResourceStatus> Resources);
