using Cluster.Registers;

namespace Cluster.Cli.Json;

/// <summary>What a register holds.</summary>
/// <param name="StaleSeconds">How old the value may be; null when nobody knows.</param>
internal sealed record RegisterDocument(string Name, bool Exists, string? Value, string Version, string Level, string Replica, double? StaleSeconds)
{
    public static RegisterDocument From(string name, RegisterValue<string> read) => new(
        name, read.Exists, read.Value, read.Version.ToString(), read.Level.ToString(), read.Replica, read.Staleness?.TotalSeconds);
}
