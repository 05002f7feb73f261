using Cluster.Data;

namespace Cluster.Tests.Data;

/// <summary>What a word count must yield.</summary>
internal sealed record GoldenCount(long Total, long Distinct, long Empty, IReadOnlyList<JobEntry> Top, string Sha256)
{
    public void Check(JobResult result)
    {
        Assert.Equal(Total, result.Total);
        Assert.Equal(Distinct, result.Distinct);
        Assert.Equal(Empty, result.Empty);
        Assert.Equal(Sha256, result.Sha256);
        Assert.Equal(Top.Select(entry => entry.Value), result.Top.Take(Top.Count).Select(entry => entry.Value));

        // Among equal counts the golden list is in order of appearance, ours in order of the words; those above the last count must agree.
        var sure = Top.Where(entry => entry.Value > Top[^1].Value).OrderBy(entry => entry.Key, StringComparer.Ordinal);
        Assert.Equal(sure, result.Top.Take(sure.Count()).OrderBy(entry => entry.Key, StringComparer.Ordinal));
    }
}
