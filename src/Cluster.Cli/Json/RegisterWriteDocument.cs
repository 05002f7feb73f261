using Cluster.Registers;

namespace Cluster.Cli.Json;

/// <summary>A write or deletion that took effect.</summary>
/// <param name="Session">What the session has seen by now; null without one.</param>
internal sealed record RegisterWriteDocument(string Name, string Version, string Replica, string? Session)
{
    public static RegisterWriteDocument From(string name, RegisterWrite written, RegisterSession? session) =>
        new(name, written.Version.ToString(), written.Replica, session?.ToString());
}
