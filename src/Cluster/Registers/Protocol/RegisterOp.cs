namespace Cluster.Registers.Protocol;

/// <summary>One operation of a client.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.RegisterOp")]
internal sealed record RegisterOp
{
    /// <summary>Unique for ever.</summary>
    [Id(0)]
    public required RegisterOpId Id { get; init; }

    [Id(1)]
    public required string Name { get; init; }

    [Id(2)]
    public required RegisterOpKind Kind { get; init; }

    /// <summary>The bytes to write; null makes the register absent.</summary>
    [Id(3)]
    public byte[]? Value { get; init; }

    /// <summary>With <see cref="RegisterOpKind.CompareAndSet"/>.</summary>
    [Id(4)]
    public RegisterVersion Expected { get; init; }

    /// <summary>How long the operation may still take.</summary>
    [Id(5)]
    public required TimeSpan Timeout { get; init; }

    public int Shard => RegisterShards.Of(Name);

    /// <summary>Whether doing it twice is doing it once.</summary>
    public bool IsRead => Kind == RegisterOpKind.Read;
}
