using System.Globalization;
using Cluster.Benchmarks.Measuring;
using Cluster.Data;

namespace Cluster.Benchmarks.WordCount;

/// <summary>A job as a user starts it: from the call to the result, with its file.</summary>
internal sealed class ClusterContender(ClusterClient cluster, string input, int silos, long splitBytes) : IContender
{
    private JobStatus? _last;

    public string Name => $"Cluster, {silos} silo processes";

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var output = input + ".cluster.tsv";
        var job = await cluster.Data.StartAsync(
            new WordCountOptions { Paths = [input], Output = output, SplitBytes = splitBytes }, cancellationToken);
        var result = await job.WaitAsync(cancellationToken);
        _last = await job.GetStatusAsync(cancellationToken);
        return WordCountResult.Of(output, result.Total, result.Distinct);
    }

    /// <summary>When the stages of the last run began and ended, in seconds after its acceptance.</summary>
    public string Course() => string.Join(", ", _last!.Stages.Select(stage => $"{stage.Name} {After(stage.StartedAt)}-{After(stage.FinishedAt)}"))
        + $", end {After(_last.FinishedAt)}";

    private string After(DateTimeOffset? at) => string.Create(CultureInfo.InvariantCulture, $"{(at - _last!.SubmittedAt)?.TotalSeconds:F3}");
}
