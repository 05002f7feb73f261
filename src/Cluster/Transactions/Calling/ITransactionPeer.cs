using Orleans.Concurrency;

namespace Cluster.Transactions.Calling;

/// <summary>A process with coordinators or participants, as participants reach it with their answers.</summary>
[Alias("Cluster.Transactions.ITransactionPeer")]
internal interface ITransactionPeer : IGrainObserver
{
    /// <summary>Answers of participants. May get lost: whoever asked asks again.</summary>
    [Alias("Hear"), OneWay]
    Task HearAsync(ParticipantAnswer[] answers);
}
