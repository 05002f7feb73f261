using System.Diagnostics.Metrics;
using Cluster.Silo.Transactions.Hosting;
using Cluster.Transactions;
using Cluster.Transactions.Watching;

namespace Cluster.Silo.Transactions.Watching;

/// <summary>The silo's part of the meter <c>Cluster.Transactions</c>. Participants are asked when somebody collects.</summary>
internal sealed class TransactionMetrics : IDisposable
{
    private readonly Meter _meter;

    public TransactionMetrics(IMeterFactory meters, ParticipantHosts hosts)
    {
        _meter = meters.Create(OutcomeCounts.MeterName);
        _meter.CreateObservableUpDownCounter("cluster.transactions.participants", () => hosts.Participants, "{grain}", "Grains with transactional state that are active on this silo.");
        Now("cluster.transactions.active", "{session}", "Transactions at participants of this silo that have not been asked to prepare.", s => s.Active);
        Now("cluster.transactions.waiting", "{session}", "Transactions at participants of this silo that wait for a lock.", s => s.Waiting);
        Now("cluster.transactions.prepared", "{promise}", "Promises to commit of this silo's participants that are not decided there yet.", s => s.Prepared);
        Now("cluster.transactions.in_doubt", "{promise}", "Of these, those of which nothing was heard for so long that the others are asked.", s => s.InDoubt);

        void Now(string name, string unit, string description, Func<TransactionStatistics, int> what) =>
            _meter.CreateObservableUpDownCounter(name, () => what(hosts.Count(TransactionStatistics.None)), unit, description);
    }

    public void Dispose() => _meter.Dispose();
}
