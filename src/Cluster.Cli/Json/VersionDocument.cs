namespace Cluster.Cli.Json;

internal sealed record VersionDocument(string Version, string Runtime, string Platform);
