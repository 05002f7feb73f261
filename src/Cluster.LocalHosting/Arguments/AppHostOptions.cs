namespace Cluster.LocalHosting.Arguments;

/// <summary>What the command line asks of the engine itself; the rest of it reaches Program.cs as configuration.</summary>
internal sealed record AppHostOptions
{
    public bool Embedded { get; init; }

    public bool Garnet { get; init; }

    /// <summary>The data folder, as an absolute path.</summary>
    public string DataFolder { get; init; } = Path.GetFullPath(".cluster");

    /// <summary>The resource or group whose log goes to the console, <c>all</c>, or null.</summary>
    public string? Logs { get; init; }

    public bool Plain { get; init; }
}
