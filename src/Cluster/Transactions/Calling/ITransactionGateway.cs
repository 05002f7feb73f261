namespace Cluster.Transactions.Calling;

/// <summary>
/// Takes requests to any participants into the cluster, on whichever silo the client is connected to. Keys mean nothing; different ones may
/// lead to different silos.
/// </summary>
[Alias("Cluster.Transactions.ITransactionGateway")]
internal interface ITransactionGateway : IGrainWithIntegerKey
{
    /// <summary>Passes requests on. Answers come to <paramref name="route"/>, the identity of an <see cref="ITransactionPeer"/>.</summary>
    /// <returns>The silo's name.</returns>
    [Alias("Deliver"), ResponseTimeout("00:00:01")]
    Task<string> DeliverAsync(string route, ParticipantCall[] calls);

    /// <summary>Promises that have stood for so long, of those that replicas of this silo have.</summary>
    [Alias("Undecided"), ResponseTimeout("00:00:05")]
    Task<UndecidedTransaction[]> UndecidedAsync(TimeSpan age);

    /// <summary>How long ago this silo learned that another had died; null if none has within the last minute.</summary>
    [Alias("SinceDeath"), ResponseTimeout("00:00:01")]
    Task<TimeSpan?> SinceDeathAsync();
}
