namespace Cluster.Transactions.Calling;

/// <summary>The participants that are active in this process, which is a silo's.</summary>
internal interface ILocalParticipants
{
    /// <summary>Hands a request over; false if the participant is not here.</summary>
    bool TryDeliver(string route, ParticipantCall call);

    /// <summary>An answer to what a participant here has asked.</summary>
    void Hear(string asker, ParticipantAnswer answer);
}
