namespace Cluster.Tests.Locks.Shards;

/// <summary>A claim as the model has it.</summary>
internal sealed class ModelClaim(int client, long id, int name, bool isExclusive)
{
    public int Client => client;

    public long Id => id;

    public int Name => name;

    public bool IsExclusive => isExclusive;

    /// <summary>Its place in the queue.</summary>
    public long Rank { get; set; }

    /// <summary>The place that its client was told last; 0 for none.</summary>
    public long ToldRank { get; set; }

    public bool Holds { get; set; }

    /// <summary>Its client has heard that it holds.</summary>
    public bool IsKnown { get; set; }
}
