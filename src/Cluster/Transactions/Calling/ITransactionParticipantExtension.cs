using Orleans.Concurrency;
using Orleans.Runtime;

namespace Cluster.Transactions.Calling;

/// <summary>A grain that is a participant, as it is reached where nobody knows which silo it is on; it is activated if it is on none.</summary>
[Alias("Cluster.Transactions.ITransactionParticipantExtension")]
internal interface ITransactionParticipantExtension : IGrainExtension
{
    /// <summary>Hands it requests. May get lost: whoever asked asks again.</summary>
    [Alias("Deliver"), OneWay, AlwaysInterleave]
    Task DeliverAsync(string route, ParticipantCall[] calls);

    /// <summary>Makes it look after the promises that its record holds, if it does not yet.</summary>
    [Alias("Wake"), OneWay, AlwaysInterleave]
    Task WakeAsync();

    /// <summary>Answers at once, if the activation still takes calls.</summary>
    [Alias("Ping"), AlwaysInterleave, ResponseTimeout("00:00:01")]
    Task PingAsync();
}
