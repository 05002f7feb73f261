namespace Cluster.Cli.Json;

/// <param name="ProcessId">The AppHost that has ended.</param>
/// <param name="DataFolder">Its data, which stays.</param>
/// <param name="ElapsedSeconds">How long it took.</param>
internal sealed record DownDocument(int ProcessId, string DataFolder, double ElapsedSeconds);
