using System.Diagnostics.Metrics;
using Cluster.Locks;

namespace Cluster.Silo.Locks;

/// <summary>The silo's part of the meter <c>Cluster.Locks</c>. Shards count for themselves; they are asked when somebody collects.</summary>
internal sealed class LockMetrics : IDisposable
{
    private readonly Meter _meter;

    public LockMetrics(IMeterFactory meters, LockHost host)
    {
        _meter = meters.Create("Cluster.Locks");
        _meter.CreateObservableUpDownCounter("cluster.locks.shards", () => host.Shards, "{shard}", "Shards of names that are active on this silo.");
        UpDown("cluster.locks.held", "{claim}", "Claims that hold.", s => s.Held);
        UpDown("cluster.locks.waiters", "{claim}", "Claims that wait.", s => s.Waiting);
        Counter("cluster.locks.grants", "{claim}", "Claims granted, at once or after waiting.", s => s.Grants);
        Counter("cluster.locks.handoffs", "{claim}", "Claims granted after waiting for another to let go.", s => s.HandOffs);
        Counter("cluster.locks.expired", "{claim}", "Claims that held when their client's lease ended.", s => s.Expired);
        Counter("cluster.locks.broken", "{claim}", "Claims put out by force.", s => s.Broken);

        void UpDown(string name, string unit, string description, Func<LockStatistics, long> value) =>
            _meter.CreateObservableUpDownCounter(name, () => value(host.Count()), unit, description);

        void Counter(string name, string unit, string description, Func<LockStatistics, long> value) =>
            _meter.CreateObservableCounter(name, () => value(host.Count()), unit, description);
    }

    public void Dispose() => _meter.Dispose();
}
