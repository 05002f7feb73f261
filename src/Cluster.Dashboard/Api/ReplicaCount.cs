using System.Text.Json.Serialization;

namespace Cluster.Dashboard.Api;

/// <summary>How many replicas a group is to have.</summary>
/// <param name="Count">The number wanted.</param>
internal sealed record ReplicaCount([property: JsonRequired] int Count);
