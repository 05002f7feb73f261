using Cluster.LocalHosting.Logs;
using Cluster.LocalHosting.Processes;
using Microsoft.Extensions.Logging;

namespace Cluster.LocalHosting.Supervision;

/// <summary>What all supervisors of a run share.</summary>
internal sealed record SupervisionContext(
    ProcessLauncher Launcher,
    LogStore Logs,
    StatusBoard Board,
    TimeProvider Time,
    ILoggerFactory Loggers)
{
    /// <summary>Cancelled when a stop must not be waited for any longer: processes are then killed.</summary>
    public CancellationToken Impatience { get; init; }

    /// <summary>Between two checks of a resource that is not healthy yet.</summary>
    public TimeSpan StartingInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Between two checks of a resource that has been healthy.</summary>
    public TimeSpan RunningInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A process that was healthy and ran this long starts its back-off anew when it dies.</summary>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Deaths in a row, without once being healthy, after which a process is given up.</summary>
    public int GiveUpAfter { get; init; } = 6;
}
