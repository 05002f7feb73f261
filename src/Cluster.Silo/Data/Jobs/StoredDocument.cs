namespace Cluster.Silo.Data.Jobs;

/// <summary>A document in grain storage, as JSON, so that it reads the same whichever serializer the storage uses.</summary>
[GenerateSerializer, Alias("Cluster.Data.StoredDocument")]
internal sealed class StoredDocument
{
    [Id(0)]
    public string? Json { get; set; }
}
