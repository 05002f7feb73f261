using Cluster.Registers;

namespace Cluster.Dashboard.Api;

/// <summary>What a register held when it was read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Exists">False when a watched register was deleted or has expired.</param>
/// <param name="Value">The text.</param>
/// <param name="Version">The version, for If-Match, in quotes there.</param>
/// <param name="Level">What the read promised.</param>
/// <param name="Replica">The silo that answered.</param>
/// <param name="StaleSeconds">How old the value may be; null when nobody knows.</param>
internal sealed record RegisterRead(string Name, bool Exists, string? Value, string Version, ConsistencyKind Level, string Replica, double? StaleSeconds)
{
    public static RegisterRead From(string name, RegisterValue<string?> read) => new(
        name, read.Exists, read.Value, read.Version.ToString(), read.Level, read.Replica, read.Staleness?.TotalSeconds);
}
