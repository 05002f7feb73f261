using System.Runtime.InteropServices;

namespace Cluster.Cli;

/// <summary>Signals to other processes, on systems that have them.</summary>
internal static partial class Signals
{
    public const int Hangup = 1;
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Terminate = 15;

    /// <summary>Sends a signal. That the process has just ended is no failure: then there is nobody left to tell.</summary>
    public static void Send(int processId, int signal) => _ = Kill(processId, signal);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
