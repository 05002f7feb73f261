using Cluster.Data;

namespace Cluster.Cli.Jobs;

/// <summary>A job's progress for logs and pipes: a line when a stage ends, and every few seconds for the one under way.</summary>
internal sealed class JobProgressLines(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly HashSet<string> _ended = [];
    private long _lastLine = time.GetTimestamp();
    private bool _named;

    /// <summary>The lines that this status adds, often none.</summary>
    public IReadOnlyList<string> Next(JobStatus status)
    {
        var lines = new List<string>();
        if (!_named)
        {
            _named = true;
            lines.Add($"job {status.Id}");
        }

        lines.AddRange(status.Stages.Where(s => s.FinishedAt is not null && _ended.Add(s.Name)).Select(s => Describe(s, time.GetUtcNow())));
        if (lines.Count == 0 && time.GetElapsedTime(_lastLine) >= Interval)
        {
            lines.AddRange(status.Stages
                .Where(s => s is { StartedAt: not null, FinishedAt: null })
                .Select(s => Describe(s, time.GetUtcNow())));
        }

        if (lines.Count > 0)
        {
            _lastLine = time.GetTimestamp();
        }

        return lines;
    }

    private static string Describe(StageStatus stage, DateTimeOffset now)
    {
        var parts = new[] { $"{StageProgress.Fraction(stage) * 100:0} %", $"{stage.Done}/{stage.Total} tasks", StageProgress.Size(stage), StageProgress.Rate(stage, now) };
        return $"{stage.Name,-8} {string.Join(", ", parts.Where(part => !string.IsNullOrEmpty(part)))}";
    }
}
