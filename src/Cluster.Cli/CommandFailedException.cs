namespace Cluster.Cli;

/// <summary>Ends a command with an exit code and a message for the person at the terminal: what was wrong and what would be right.</summary>
internal sealed class CommandFailedException(int exitCode, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    public int ExitCode { get; } = exitCode;
}
