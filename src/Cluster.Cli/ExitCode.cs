namespace Cluster.Cli;

/// <summary>What the process's exit code says. Scripts rely on these: they don't change their meaning.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>The operation was refused or failed; nothing is in doubt.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong; nothing was started.</summary>
    public const int Usage = 2;

    /// <summary>No cluster could be reached; the call had no effect.</summary>
    public const int NoCluster = 3;

    /// <summary>No answer came in time: it may have happened, or may still happen.</summary>
    public const int Unknown = 4;

    /// <summary><c>lock run</c>: the lock was lost while the command ran, and the command was ended.</summary>
    public const int LockLost = 123;

    /// <summary><c>lock run</c>: the lock was not to be had in the time given; the command was not started. The same number as timeout(1)'s.</summary>
    public const int LockTimeout = 124;

    /// <summary><c>lock run</c>: the command is none that can be run, as shells have it.</summary>
    public const int CommandNotRunnable = 126;

    /// <summary><c>lock run</c>: there is no such command, as shells have it.</summary>
    public const int CommandNotFound = 127;

    /// <summary>Stopped by Ctrl+C or SIGTERM.</summary>
    public const int Cancelled = 130;

    /// <summary>The list that every <c>--help</c> ends with.</summary>
    public const string Help = """
        Exit codes:
          0    done
          1    refused or failed
          2    wrong usage; nothing was started
          3    no cluster reachable; nothing was done
          4    outcome unknown: no answer in time, it may still happen
          123  lock run: the lock was lost, and the command ended for it
          124  lock run: the lock was not to be had in time; nothing was started
          130  cancelled (Ctrl+C)
        """;
}
