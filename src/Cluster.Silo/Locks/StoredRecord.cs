namespace Cluster.Silo.Locks;

/// <summary>A record in grain storage, as JSON, so that it reads the same whichever serializer the storage uses.</summary>
[GenerateSerializer, Alias("Cluster.Silo.Locks.StoredRecord")]
internal sealed class StoredRecord
{
    [Id(0)]
    public string? Json { get; set; }
}
