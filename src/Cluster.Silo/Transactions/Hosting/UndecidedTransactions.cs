using Cluster.Registers;
using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Hosting;
using Cluster.Silo.Transactions.Durability;
using Cluster.Transactions;

namespace Cluster.Silo.Transactions.Hosting;

/// <summary>
/// Tells of promises that stand, of those that this silo's replicas have. A replica that was away may have promises that have long been over, so a majority is asked; where none answers,
/// the replica's word counts.
/// </summary>
internal sealed class UndecidedTransactions(PromiseWatch promises, ReplicaStorage storage, ParticipantStore store, TimeProvider time)
{
    private const int AskedAtOnce = 64;

    public async Task<UndecidedTransaction[]> OlderThanAsync(TimeSpan age)
    {
        var found = new List<UndecidedTransaction>();
        foreach (var some in promises.OlderThan(age).Chunk(AskedAtOnce))
            found.AddRange((await Task.WhenAll(some.Select(standing => OfAsync(standing.Participant)))).SelectMany(undecided => undecided));
        var now = time.GetUtcNow();
        return [.. found.Where(undecided => now - undecided.StartedAt >= age)];
    }

    private async Task<IEnumerable<UndecidedTransaction>> OfAsync(string participant)
    {
        var read = await store.ReadAsync(participant);
        var bytes = read.Kind == RegisterReplyKind.Done ? read.Value : AsHere(participant);
        return bytes is null
            ? []
            : ParticipantRecordCodec.Decode(bytes).Prepared.Values
                .Select(prepared => new UndecidedTransaction(prepared.Transaction.Name, participant, new DateTimeOffset(prepared.Transaction.StartedAt, TimeSpan.Zero)));
    }

    private byte[]? AsHere(string participant)
    {
        var register = ParticipantStore.Prefix + participant;
        var state = storage.Replicas.Peek(RegisterShards.Of(register), register);
        return StoredValue.Unwrap((state.Open?.Result ?? state.Current).Value, time.GetUtcNow());
    }
}
