using Cluster.LocalHosting.Control;

namespace Cluster.Cli.Json;

/// <summary>A running AppHost, without its token.</summary>
internal sealed record AppHostDocument(string Url, int ProcessId, string DataFolder, DateTimeOffset StartedAt)
{
    public static AppHostDocument From(ControlInfo info) => new(info.Url, info.ProcessId, info.DataFolder, info.StartedAt);
}
