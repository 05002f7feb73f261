namespace Cluster.Silo.Locks;

/// <summary>A shard's record in grain storage, as JSON, so that it reads the same whichever serializer the storage uses.</summary>
[GenerateSerializer, Alias("Cluster.Silo.Locks.StoredLockShard")]
internal sealed class StoredLockShard
{
    [Id(0)]
    public string? Json { get; set; }
}
