using Cluster.Transactions.Declared;
using Cluster.Transactions.Protocol;
using Orleans.Concurrency;

namespace Cluster.Transactions.Calling;

/// <summary>A process with coordinators or participants, as participants reach it with their answers.</summary>
[Alias("Cluster.Transactions.ITransactionPeer")]
internal interface ITransactionPeer : IGrainObserver
{
    /// <summary>Answers of participants. May get lost: whoever asked asks again.</summary>
    [Alias("Hear"), OneWay]
    Task HearAsync(ParticipantAnswer[] answers);

    /// <summary>Whether attempts of this process's coordinators still run their code, one answer for each: participants may not have heard yet of the end of one.</summary>
    [Alias("AreRunning"), ResponseTimeout("00:00:01")]
    Task<bool[]> AreRunningAsync(TransactionId[] attempts);

    /// <summary>What became of declared transactions. May get lost: whoever asked asks again.</summary>
    [Alias("Answer"), OneWay]
    Task AnswerAsync(DeclaredAnswer[] answers);

    /// <summary>Requests to participants that are thought to be in this process, a silo; it passes on those that are not. May get lost.</summary>
    /// <param name="route">Where the answers go.</param>
    /// <param name="calls">The requests.</param>
    [Alias("Deliver"), OneWay]
    Task DeliverAsync(string route, ParticipantCall[] calls);
}
