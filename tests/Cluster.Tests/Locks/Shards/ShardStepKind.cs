namespace Cluster.Tests.Locks.Shards;

internal enum ShardStepKind
{
    Ask,
    LetGo,

    /// <summary>A client neither sends nor hears anything, and does nothing, as a stopped process does.</summary>
    Silence,

    Wake,

    /// <summary>The activation is gone, and another takes over at once.</summary>
    Crash,

    /// <summary>The activation ends in order.</summary>
    HandOver,

    /// <summary>50 ms pass: no lease ends.</summary>
    Moment,

    /// <summary>30 s pass: the leases of all who are silent end, also after a crash.</summary>
    LongWait,
}
