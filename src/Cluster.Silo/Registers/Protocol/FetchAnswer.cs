namespace Cluster.Silo.Registers.Protocol;

/// <summary>What became of a <see cref="FetchRequest"/>.</summary>
internal enum FetchAnswer
{
    Page,

    /// <summary>The answerer knows a later configuration.</summary>
    StaleEpoch,

    /// <summary>The answerer is empty or has missed the source configuration; it cannot stand for a member of it.</summary>
    Incomplete,
}
