using Cluster.Data;

namespace Cluster.Cli.Json;

/// <param name="Sha256">Over the lines <c>key TAB value LF</c> of all entries but the empty key, sorted by the key's bytes.</param>
/// <param name="ElapsedSeconds">From acceptance to the end.</param>
internal sealed record JobResultDocument(
    long Total, long Distinct, long Empty, IReadOnlyList<JobEntry> Top, string Sha256, int Files, long Bytes, double ElapsedSeconds)
{
    public static JobResultDocument From(JobResult result) => new(
        result.Total, result.Distinct, result.Empty, result.Top, result.Sha256, result.Files, result.Bytes, result.Elapsed.TotalSeconds);
}
