using System.Diagnostics;

namespace Cluster.Cli.Up;

/// <summary>Starts an AppHost as a process.</summary>
internal static class AppHostProcess
{
    /// <summary>
    /// In a session of its own, so that neither Ctrl+C nor closing the terminal reaches it, with its output in a file. A shell's <c>exec</c>
    /// keeps the process id. The path of the log is <c>$0</c>, never part of the script's text.
    /// </summary>
    private const string DetachScript =
        """if command -v setsid >/dev/null 2>&1; then exec setsid "$@" >"$0" 2>&1 </dev/null; else exec nohup "$@" >"$0" 2>&1 </dev/null; fi""";

    /// <summary>On this terminal. With <paramref name="redirect"/> its output can be read instead.</summary>
    public static Process StartAttached(string assembly, string workingDirectory, IEnumerable<string> arguments, bool redirect) =>
        Start(new ProcessStartInfo(DotnetHost.Path, [assembly, .. arguments])
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardOutput = redirect,
        });

    /// <summary>In the background, writing to <paramref name="logFile"/>.</summary>
    public static Process StartDetached(string assembly, string workingDirectory, IEnumerable<string> arguments, string logFile)
    {
        if (!OperatingSystem.IsWindows())
        {
            return Start(new ProcessStartInfo("/bin/sh", ["-c", DetachScript, logFile, DotnetHost.Path, assembly, .. arguments])
            {
                WorkingDirectory = workingDirectory,
            });
        }

        // A hidden console of its own; Windows' shell cannot both detach and keep the process id, so there is no file of its output.
        var info = new ProcessStartInfo(DotnetHost.Path)
        {
            WorkingDirectory = workingDirectory,
            UseShellExecute = true,
            WindowStyle = ProcessWindowStyle.Hidden,
        };
        foreach (var argument in arguments.Prepend(assembly))
        {
            info.ArgumentList.Add(argument);
        }

        return Start(info);
    }

    private static Process Start(ProcessStartInfo info) =>
        Process.Start(info) ?? throw new CommandFailedException(ExitCode.Failed, $"{info.FileName} could not be started.");
}
