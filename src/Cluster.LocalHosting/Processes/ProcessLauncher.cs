namespace Cluster.LocalHosting.Processes;

/// <summary>Starts the processes of a run: each carries the run's mark and is known to the guardian while it lives.</summary>
internal sealed class ProcessLauncher(Guardian guardian, RunRecord record, string run)
{
    public ChildProcess Start(ProcessSpec spec, Action<bool, string> onLine)
    {
        var environment = new Dictionary<string, string>(spec.Environment, StringComparer.Ordinal) { [GuardianProgram.RunVariable] = run };
        var process = ChildProcess.Start(spec with { Environment = environment }, onLine);
        guardian.Watch(process.Id);
        try
        {
            record.Add(process.Id);
        }
        catch (IOException)
        {
            // A full disk: the guardian knows the process all the same, and the record is only for when the guardian is lost too.
        }

        _ = ForgetWhenEndedAsync(process);
        return process;
    }

    /// <summary>Runs a program to its end and gives its exit code and what it wrote, both streams in one.</summary>
    public async Task<(int ExitCode, string Output)> CaptureAsync(ProcessSpec spec, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        var process = Start(
            spec,
            (_, line) =>
            {
                lock (lines)
                {
                    lines.Add(line);
                }
            });
        await using var kill = cancellationToken.UnsafeRegister(static p => ((ChildProcess)p!).KillTree(), process);
        var code = await process.Ended;
        cancellationToken.ThrowIfCancellationRequested();
        lock (lines)
        {
            return (code, string.Join('\n', lines));
        }
    }

    private async Task ForgetWhenEndedAsync(ChildProcess process)
    {
        await process.Ended;
        guardian.Forget(process.Id);
    }
}
