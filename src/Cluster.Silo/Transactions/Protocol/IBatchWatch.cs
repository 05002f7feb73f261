using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Protocol;

/// <summary>Told of batches of declared transactions, for people to see; nothing rests on it.</summary>
internal interface IBatchWatch
{
    /// <summary>An attempt at a batch is over.</summary>
    /// <param name="batch">The attempt.</param>
    /// <param name="transactions">How many transactions it was.</param>
    /// <param name="participants">Who took part.</param>
    /// <param name="beganAt">When it began, by the sequencer's clock.</param>
    /// <param name="outcome">What became of it.</param>
    void Ended(TransactionId batch, int transactions, IReadOnlyCollection<string> participants, TimeSpan beganAt, OutcomeEffect outcome);
}
