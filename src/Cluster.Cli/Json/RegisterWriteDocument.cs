using Cluster.Registers;

namespace Cluster.Cli.Json;

/// <summary>A write or deletion that took effect.</summary>
internal sealed record RegisterWriteDocument(string Name, string Version, string Replica)
{
    public static RegisterWriteDocument From(string name, RegisterWrite written) => new(name, written.Version.ToString(), written.Replica);
}
