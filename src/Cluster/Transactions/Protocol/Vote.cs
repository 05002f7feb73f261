namespace Cluster.Transactions.Protocol;

/// <summary>A participant's vote.</summary>
internal enum Vote
{
    /// <summary>Never: the session ended unprepared.</summary>
    No,

    /// <summary>The reads hold, or the session is durably prepared.</summary>
    Yes,

    /// <summary>The only writer has committed.</summary>
    Committed,

    /// <summary>The session ended so long ago that the participant may have forgotten that it committed.</summary>
    Forgotten,
}
