namespace Cluster.Silo.Registers.Configuration;

/// <summary>The record in grain storage, as JSON, so that it reads the same whichever serializer the storage uses.</summary>
[GenerateSerializer, Alias("Cluster.Silo.Registers.StoredRegisterMap")]
internal sealed class StoredRegisterMap
{
    [Id(0)]
    public string? Json { get; set; }
}
