using Microsoft.Extensions.Logging;

namespace Cluster.LocalHosting.Supervision;

internal sealed partial class Supervisor
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Resource} was started as process {ProcessId}")]
    private partial void LogStarted(string resource, int processId);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Resource} is asked to stop (process {ProcessId})")]
    private partial void LogStopping(string resource, int processId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Resource} {Reason}; process {ProcessId} was killed")]
    private partial void LogKilled(string resource, int processId, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Resource} ended with exit code {ExitCode}")]
    private partial void LogEnded(string resource, int exitCode);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Resource} {Reason}; starts again after {Seconds} s")]
    private partial void LogRestart(string resource, string reason, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Resource} is unhealthy: {Reason}")]
    private partial void LogUnhealthy(string resource, string? reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Resource} cannot run: {Reason}")]
    private partial void LogCannotStart(string resource, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The engine failed over {Resource}")]
    private partial void LogFault(Exception fault, string resource);
}
