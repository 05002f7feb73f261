using System.Diagnostics.Metrics;

namespace Cluster.Silo.Storage.Log;

/// <summary>What the silo's logs tell the meter <c>Cluster.Log</c>.</summary>
internal static class LogMetrics
{
    private static readonly Meter Meter = new("Cluster.Log");
    private static readonly Counter<long> Records = Meter.CreateCounter<long>("cluster.log.records", "{record}", "Records made durable.");
    private static readonly Counter<long> Bytes = Meter.CreateCounter<long>("cluster.log.bytes", "By", "Bytes made durable.");
    private static readonly Histogram<double> SyncDuration = Meter.CreateHistogram<double>("cluster.log.sync.duration", "s", "Time of one sync.");
    private static readonly Histogram<int> BatchRecords = Meter.CreateHistogram<int>("cluster.log.batch.records", "{record}", "Records that shared one sync.");

    public static void Synced(int records, int bytes, TimeSpan duration)
    {
        Records.Add(records);
        Bytes.Add(bytes);
        SyncDuration.Record(duration.TotalSeconds);
        BatchRecords.Record(records);
    }
}
