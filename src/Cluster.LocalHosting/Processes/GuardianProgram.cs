using System.Runtime.InteropServices;

namespace Cluster.LocalHosting.Processes;

/// <summary>
/// What the guardian does: the AppHost's own executable, started by the AppHost in this hidden mode. It reads the AppHost's pipe; when the
/// pipe ends without a farewell, the AppHost has died, and the guardian ends all that the AppHost had started.
/// </summary>
internal static class GuardianProgram
{
    /// <summary>The hidden first argument; the run's mark follows it.</summary>
    public const string Argument = "__guardian";

    /// <summary>The variable by which processes of a run are known.</summary>
    public const string RunVariable = "CLUSTER_RUN";

    public const string Farewell = "end";

    public static bool IsAskedFor(IReadOnlyList<string> args) => args.Count == 2 && args[0] == Argument;

    public static void Run(string run)
    {
        // It outlives whatever ends the AppHost, a closing terminal or a signal to all included.
        using var interrupt = Ignore(PosixSignal.SIGINT);
        using var terminate = Ignore(PosixSignal.SIGTERM);
        using var hangUp = Ignore(PosixSignal.SIGHUP);
        using var quit = Ignore(PosixSignal.SIGQUIT);

        var watched = new HashSet<int>();
        using var pipe = new StreamReader(System.Console.OpenStandardInput());
        while (pipe.ReadLine() is { } line)
        {
            if (line == Farewell)
            {
                return;
            }

            // A line that was cut off by the AppHost's death is no number.
            if (line.Length > 1 && int.TryParse(line.AsSpan(1), out var id))
            {
                _ = line[0] == '+' ? watched.Add(id) : watched.Remove(id);
            }
        }

        // The mark finds a process that was started in the AppHost's last moment, before it could be told of.
        ProcessTree.Kill([.. watched, .. ProcessTree.FindByEnvironment(RunVariable, run)]);
        ProcessTree.Kill(ProcessTree.FindByEnvironment(RunVariable, run));
    }

    private static PosixSignalRegistration Ignore(PosixSignal signal) => PosixSignalRegistration.Create(signal, context => context.Cancel = true);
}
