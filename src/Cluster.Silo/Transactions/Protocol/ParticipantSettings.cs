namespace Cluster.Silo.Transactions.Protocol;

/// <summary>A participant's patience. No outcome rests on it.</summary>
internal sealed record ParticipantSettings
{
    /// <summary>How long a session that is not prepared may be silent before it is dropped.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The same for a session of a batch: it holds many locks, and its coordinator does not wait for people.</summary>
    public TimeSpan BriefTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a prepared transaction waits for its coordinator before the participant finds the outcome itself, and between its tries.</summary>
    public TimeSpan InDoubtPatience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long changes that nobody waits for may stay in memory; they usually leave with the next vote. What a crash brings back is decided as before.</summary>
    public TimeSpan LazyWrite { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The same for changes that somebody waits for who is in no hurry.</summary>
    public TimeSpan AwaitedWrite { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>A participant that remembers more commits than that for other writers asks them to write soon what they have applied.</summary>
    public int RememberedBeforeHurry { get; init; } = 16;

    /// <summary>How long a commit of which only the other writers have not said that they applied it is remembered before they are asked.</summary>
    public TimeSpan ConfirmAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a commit is remembered for a coordinator that does not say that it is done. Longer than any deadline.</summary>
    public TimeSpan RememberFor { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a session waits for an item before it is looked whether it could wait for ever, since others wait for a lock that it, or its owner, holds.</summary>
    public TimeSpan SuspectAfter { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long it goes on waiting before that is looked at again, from the beginning.</summary>
    public TimeSpan SuspectAgainAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an unanswered write of the record waits before it is tried again.</summary>
    public TimeSpan SyncPatience { get; init; } = TimeSpan.FromSeconds(1);
}
