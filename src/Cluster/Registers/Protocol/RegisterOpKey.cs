namespace Cluster.Registers.Protocol;

/// <summary>An operation that was sent before, and the shard by whose home it can be found.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.RegisterOpKey")]
internal readonly record struct RegisterOpKey([property: Id(0)] RegisterOpId Id, [property: Id(1)] string Name, [property: Id(2)] RegisterDurability Durability)
{
    public int Shard => RegisterShards.Of(Name, Durability);
}
