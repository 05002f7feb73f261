using Cluster.Data;
using Spectre.Console;

namespace Cluster.Cli.Jobs;

/// <summary>
/// Shows a job's stages on stderr while it runs: a live table on a terminal, a line now and then otherwise, nothing with <c>--json</c>.
/// </summary>
internal static class JobProgress
{
    /// <summary>Runs <paramref name="follow"/>, handing it the place to show each status.</summary>
    public static async Task<JobStatus> ShowAsync(CommandContext context, Func<Action<JobStatus>, Task<JobStatus>> follow)
    {
        if (context.Json)
        {
            return await follow(_ => { });
        }

        var terminal = context.Terminal;
        if (!terminal.IsErrorInteractive)
        {
            var lines = new JobProgressLines(terminal.Time);
            return await follow(status =>
            {
                foreach (var line in lines.Next(status))
                {
                    terminal.Error.WriteLine(line);
                }
            });
        }

        var last = default(JobStatus);
        await terminal.ErrorConsole().Live(new Text("")).StartAsync(async live =>
            last = await follow(status =>
            {
                live.UpdateTarget(JobProgressTable.Create(status, terminal.Time.GetUtcNow()));
                live.Refresh();
            }));
        return last!;
    }
}
