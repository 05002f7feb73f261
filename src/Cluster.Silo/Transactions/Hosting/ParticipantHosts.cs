using System.Collections.Concurrent;
using Cluster.Silo.Transactions.Protocol;
using Cluster.Transactions;
using Cluster.Transactions.Calling;

namespace Cluster.Silo.Transactions.Hosting;

/// <summary>The participants that are active on this silo. Safe for use by many threads at once.</summary>
internal sealed class ParticipantHosts : ILocalParticipants
{
    private readonly ConcurrentDictionary<string, ParticipantHost> _hosts = new(StringComparer.Ordinal);

    public int Participants => _hosts.Count;

    public void Add(ParticipantHost host) => _hosts[host.Name] = host;

    public void Remove(ParticipantHost host) => _hosts.TryRemove(KeyValuePair.Create(host.Name, host));

    /// <summary>Adds how transactions stand at all participants now.</summary>
    public TransactionStatistics Count(TransactionStatistics to) => _hosts.Values.Aggregate(to, (sum, host) => host.Count(sum));

    /// <summary>Which transactions have waited for items for at least so long, and for whom.</summary>
    public ParticipantWaits[] Waits(TimeSpan least) => [.. _hosts.Values.Select(host => host.Waits(least)).OfType<ParticipantWaits>().Where(waits => waits.Items.Length > 0)];

    /// <summary>Lets those that have promised to commit the transaction ask the others now.</summary>
    public void Hasten(string transaction)
    {
        foreach (var host in _hosts.Values)
            host.Hasten(transaction);
    }

    /// <summary>What participants here have promised and nobody has decided there yet.</summary>
    public IEnumerable<UndecidedTransaction> Promises() => _hosts.Values.SelectMany(host => host.Promises());

    public bool TryDeliver(string route, ParticipantCall call)
    {
        if (!_hosts.TryGetValue(call.Participant, out var host))
            return false;
        host.Receive(route, call);
        return true;
    }

    public void Hear(string asker, ParticipantAnswer answer)
    {
        if (_hosts.TryGetValue(asker, out var host))
            host.Hear(answer);
    }
}
