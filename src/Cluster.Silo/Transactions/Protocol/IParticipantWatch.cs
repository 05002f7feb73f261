using Cluster.Transactions;
using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Protocol;

/// <summary>Told of what happens at a participant, for people to see; nothing rests on it.</summary>
internal interface IParticipantWatch
{
    /// <summary>Something has happened.</summary>
    /// <param name="transaction">To whom.</param>
    /// <param name="kind">What.</param>
    /// <param name="item">The item whose lock it is about.</param>
    /// <param name="waitsFor">Who is waited for.</param>
    /// <param name="cause">Why, of an abort of which that is known here.</param>
    void Saw(TransactionId transaction, TransactionEventKind kind, string? item = null, IReadOnlyList<TransactionId>? waitsFor = null, AbortCause? cause = null);
}
