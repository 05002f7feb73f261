using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Hosting;
using Cluster.Silo.Transactions.Durability;
using Cluster.Transactions;

namespace Cluster.Silo.Transactions.Hosting;

/// <summary>Tells of promises that stand, as this silo's replicas have them.</summary>
internal sealed class UndecidedTransactions(PromiseWatch promises, ReplicaStorage storage, TimeProvider time)
{
    public UndecidedTransaction[] OlderThan(TimeSpan age)
    {
        var (now, found) = (time.GetUtcNow(), new List<UndecidedTransaction>());
        foreach (var (participant, _) in promises.OlderThan(age))
        {
            var register = ParticipantStore.Prefix + participant;
            var state = storage.Replicas.Peek(RegisterShards.Of(register), register);
            if (StoredValue.Unwrap((state.Open?.Result ?? state.Current).Value, now) is not { } bytes)
                continue;
            found.AddRange(ParticipantRecordCodec.Decode(bytes).Prepared.Values
                .Select(prepared => new UndecidedTransaction(prepared.Transaction.Name, participant, new DateTimeOffset(prepared.Transaction.StartedAt, TimeSpan.Zero)))
                .Where(undecided => now - undecided.StartedAt >= age));
        }

        return [.. found];
    }
}
