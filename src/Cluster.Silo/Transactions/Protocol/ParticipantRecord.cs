using System.Collections.Immutable;
using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Protocol;

/// <summary>
/// All that is durable of a participant: one strong register, changed by compare-and-set on its stamp. An activation takes over by writing the next
/// epoch; from then on every write of the one before fails, so a promise or a refusal of an activation holds for those that follow it.
/// </summary>
internal sealed record ParticipantRecord
{
    public static ParticipantRecord Empty { get; } = new();

    public RecordStamp Stamp { get; init; }

    public ImmutableDictionary<string, CommittedItem> Items { get; init; } = ImmutableDictionary<string, CommittedItem>.Empty;

    public ImmutableDictionary<SessionId, PreparedTransaction> Prepared { get; init; } = ImmutableDictionary<SessionId, PreparedTransaction>.Empty;

    /// <summary>Kept until every other writer has applied it durably and the coordinator knows the outcome, or has been silent for long.</summary>
    public ImmutableDictionary<SessionId, CommittedTransaction> Committed { get; init; } = ImmutableDictionary<SessionId, CommittedTransaction>.Empty;

    /// <summary>Of sessions up to here a commit may have been forgotten that the coordinator has not acknowledged.</summary>
    public SessionId ForgottenThrough { get; init; }

    /// <summary>The record under a new activation, to be written over the one that was read.</summary>
    /// <param name="owner">Belongs to the activation alone.</param>
    public ParticipantRecord TakeOver(long owner) => this with { Stamp = new RecordStamp(Stamp.Epoch + 1, owner, 0) };

    public ParticipantRecord Prepare(PreparedTransaction prepared) => this with { Prepared = Prepared.Add(prepared.Session, prepared) };

    public ParticipantRecord Abort(SessionId session) => this with { Prepared = Prepared.Remove(session) };

    /// <summary>Applies what a transaction wrote.</summary>
    /// <param name="prepared">The transaction.</param>
    /// <param name="remembers">Whether others may have to learn of the commit from here.</param>
    /// <param name="isKnown">Whether its coordinator knows of it.</param>
    public ParticipantRecord Commit(PreparedTransaction prepared, bool remembers, bool isKnown) => this with
    {
        Items = Items.SetItems(prepared.Writes.Select(write => KeyValuePair.Create(write.Key, new CommittedItem(write.Value, prepared.Session)))),
        Prepared = Prepared.Remove(prepared.Session),
        Committed = remembers
            ? Committed.SetItem(prepared.Session, new CommittedTransaction(prepared.Transaction, prepared.Session, prepared.Writers, isKnown))
            : Committed,
    };

    /// <summary>The coordinator will not ask about the commit.</summary>
    public ParticipantRecord Know(CommittedTransaction committed) => this with { Committed = Committed.SetItem(committed.Session, committed with { IsKnown = true }) };

    public ParticipantRecord Forget(SessionId session) => this with { Committed = Committed.Remove(session) };

    /// <summary>Forgets a commit although its coordinator may still ask; it will then be told that it is not known.</summary>
    public ParticipantRecord ForgetUnasked(SessionId session) =>
        Forget(session) with { ForgottenThrough = session > ForgottenThrough ? session : ForgottenThrough };
}
