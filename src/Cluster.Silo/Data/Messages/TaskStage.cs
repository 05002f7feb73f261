namespace Cluster.Silo.Data.Messages;

/// <summary>What a task of a job does.</summary>
internal enum TaskStage
{
    /// <summary>Reads a split and folds its pairs by key, for each reduce partition.</summary>
    Map,

    /// <summary>Fetches a partition's pairs from all map outputs, folds and sorts them.</summary>
    Reduce,

    /// <summary>Merges the reduce outputs into the result and its file.</summary>
    Write,
}
