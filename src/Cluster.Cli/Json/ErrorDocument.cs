namespace Cluster.Cli.Json;

/// <summary>What stderr carries with <c>--json</c> when a command fails.</summary>
internal sealed record ErrorDocument(ErrorDetail Error);
