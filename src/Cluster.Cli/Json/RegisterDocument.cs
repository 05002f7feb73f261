using Cluster.Registers;

namespace Cluster.Cli.Json;

/// <summary>What a register holds.</summary>
/// <param name="StaleSeconds">How old the value may be; null when nobody knows.</param>
/// <param name="VersionsBehind">How many newer versions it may have missed; null when nobody knows.</param>
/// <param name="Session">What the session has seen by now; null without one.</param>
internal sealed record RegisterDocument(
    string Name, bool Exists, string? Value, string Version, string Level, string Replica, double? StaleSeconds, long? VersionsBehind, string? Session)
{
    public static RegisterDocument From(string name, RegisterValue<string> read, RegisterSession? session = null) => new(
        name, read.Exists, read.Value, read.Version.ToString(), read.Level.ToString(), read.Replica, read.Staleness?.TotalSeconds, read.VersionsBehind, session?.ToString());
}
