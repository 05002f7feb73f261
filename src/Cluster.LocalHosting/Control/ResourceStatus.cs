namespace Cluster.LocalHosting.Control;

/// <summary>One process (or one embedded server) of the application as seen at one moment.</summary>
/// <param name="Name">Unique: <c>redis</c>, <c>silo-1</c>, <c>dashboard</c> ...</param>
/// <param name="Type"><c>project</c>, <c>redis</c>, <c>postgres</c> or <c>database</c>.</param>
/// <param name="Group">The resource it is a replica of (<c>silo</c> for <c>silo-1</c>), or its own name.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Reason">Why it is unhealthy, waits or failed, in one line, or null.</param>
/// <param name="Source">What serves it, in one line: <c>redis-server 7.0.15 on this machine</c>, <c>embedded SQLite</c>, a project's name.</param>
/// <param name="Endpoints">Addresses, such as <c>http://127.0.0.1:5012</c>.</param>
/// <param name="ProcessId">Its process, or null when it has none.</param>
/// <param name="StartedAt">When the process started (UTC), or null.</param>
/// <param name="Restarts">How often it was restarted after it died.</param>
/// <param name="ExitCode">How the last process ended, or null.</param>
/// <param name="LogFile">Where its output goes, or null.</param>
public sealed record ResourceStatus(
    string Name,
    string Type,
    string Group,
    ResourceState State,
    string? Reason,
    string Source,
    IReadOnlyList<string> Endpoints,
    int? ProcessId,
    DateTimeOffset? StartedAt,
    int Restarts,
    int? ExitCode,
    string? LogFile);
