namespace Cluster.Silo.Data.Pairs;

/// <summary>An order of pairs.</summary>
internal enum PairOrdering
{
    /// <summary>By the key's bytes.</summary>
    ByKey,

    /// <summary>By value downwards, then by the key's bytes.</summary>
    ByValue,
}
