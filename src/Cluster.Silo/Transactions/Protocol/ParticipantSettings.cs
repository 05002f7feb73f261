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

    /// <summary>How long changes that nobody waits for may stay in memory; they usually leave with the next vote.</summary>
    public TimeSpan LazyWrite { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long it may stay in memory that a commit need not be remembered any more: what a crash brings back is only remembered for longer.</summary>
    public TimeSpan ForgetWrite { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a commit is remembered for a coordinator that does not say that it is done. Longer than any deadline.</summary>
    public TimeSpan RememberFor { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a session waits for an item before it is looked whether it could wait for ever, since others wait for a lock that it, or its owner, holds.</summary>
    public TimeSpan SuspectAfter { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long it goes on waiting before that is looked at again, from the beginning.</summary>
    public TimeSpan SuspectAgainAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an unanswered write of the record waits before it is tried again.</summary>
    public TimeSpan SyncPatience { get; init; } = TimeSpan.FromSeconds(1);
}
