using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Hosting;
using Cluster.Silo.Transactions.Durability;
using Cluster.Silo.Transactions.Watching;
using Cluster.Transactions;
using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Transactions.Hosting;

/// <summary>
/// Tells of promises that stand: of those that participants know, from all silos that answer, and of those in records that were written last on other silos. A replica that was away may have promises that have long
/// been over, so a majority is asked for these; where none answers, the replica's word counts.
/// </summary>
internal sealed class UndecidedTransactions(
    PromiseWatch promises, ParticipantHosts hosts, ReplicaStorage storage, ParticipantStore store, IClusterMembershipService membership, ITransactionWatchClient silos, TimeProvider time,
    ILogger<UndecidedTransactions> logger)
{
    private const int AskedAtOnce = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>All that are older, as far as silos answer.</summary>
    public async Task<UndecidedTransaction[]> OlderThanAsync(TimeSpan age)
    {
        var known = await AskAllAsync(silo => silo.PromisesAsync(age));
        var answered = known.Select(answer => RecordOwners.Of(answer.Silo)).ToArray();
        var left = await AskAllAsync(silo => silo.LeftPromisesAsync(age, answered));
        return [.. known.Concat(left).SelectMany(answer => answer.Undecided).Distinct()];
    }

    /// <summary>Those of this silo's participants.</summary>
    public UndecidedTransaction[] Here(TimeSpan age)
    {
        var now = time.GetUtcNow();
        return [.. hosts.Promises().Where(undecided => now - undecided.StartedAt >= age)];
    }

    /// <summary>Those in records that none of these silos has written last, of the records that this silo has replicas of.</summary>
    public async Task<UndecidedTransaction[]> LeftByAllButAsync(TimeSpan age, IReadOnlySet<int> writers)
    {
        var found = new List<UndecidedTransaction>();
        foreach (var some in promises.OlderThan(age, writers).Chunk(AskedAtOnce))
            found.AddRange((await Task.WhenAll(some.Select(participant => OfAsync(participant, writers)))).SelectMany(undecided => undecided));
        var now = time.GetUtcNow();
        return [.. found.Where(undecided => now - undecided.StartedAt >= age)];
    }

    private async Task<IEnumerable<UndecidedTransaction>> OfAsync(string participant, IReadOnlySet<int> writers)
    {
        var read = await store.ReadAsync(participant);
        var bytes = read.Kind == RegisterReplyKind.Done ? read.Value : AsHere(participant);
        if (bytes is null || writers.Contains(RecordOwners.SiloOf(ParticipantRecordCodec.OwnerOf(bytes))))
            return [];
        return ParticipantRecordCodec.Decode(bytes).Prepared.Values
            .Select(prepared => new UndecidedTransaction(prepared.Transaction.Name, participant, new DateTimeOffset(prepared.Transaction.StartedAt, TimeSpan.Zero)));
    }

    private byte[]? AsHere(string participant)
    {
        var register = ParticipantStore.Prefix + participant;
        var state = storage.Replicas.Peek(RegisterShards.Of(register), register);
        return StoredValue.Unwrap((state.Open?.Result ?? state.Current).Value, time.GetUtcNow());
    }

    private async Task<(SiloAddress Silo, UndecidedTransaction[] Undecided)[]> AskAllAsync(Func<ITransactionWatch, Task<UndecidedTransaction[]>> ask)
    {
        var members = membership.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active);
        var answers = await Task.WhenAll(members.Select(async member =>
        {
            try
            {
                return (member.SiloAddress, Undecided: (UndecidedTransaction[]?)await ask(silos.On(member.SiloAddress)).WaitAsync(Patience, time));
            }
            catch (Exception failure) when (failure is TimeoutException or OrleansException)
            {
                logger.NotAsked(failure, member.Name);
                return (member.SiloAddress, Undecided: (UndecidedTransaction[]?)null);
            }
        }));
        return [.. answers.Where(answer => answer.Undecided is not null).Select(answer => (answer.SiloAddress, answer.Undecided!))];
    }
}
