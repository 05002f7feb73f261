namespace Cluster.Silo.Data.Planning;

/// <summary>When a stage started and finished. Work that a silo's death undoes takes the finish back, never the start.</summary>
internal sealed class StageTimes
{
    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>It began under an earlier driver.</summary>
    public void Began(DateTimeOffset? at) => StartedAt = at < StartedAt || StartedAt is null ? at ?? StartedAt : StartedAt;

    public void Stamp(bool started, bool finished, DateTimeOffset now)
    {
        StartedAt ??= started ? now : null;
        FinishedAt = finished ? FinishedAt ?? now : null;
    }
}
