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

    /// <summary>What the operation promises.</summary>
    [Id(6)]
    public ConsistencyKind Level { get; init; }

    /// <summary>With <see cref="ConsistencyKind.BoundedStaleness"/>: how old a read may be.</summary>
    [Id(7)]
    public TimeSpan MaxAge { get; init; }

    /// <summary>With <see cref="ConsistencyKind.Session"/>: what the session has seen of the register.</summary>
    [Id(8)]
    public RegisterVersion Floor { get; init; }

    /// <summary>With <see cref="ConsistencyKind.Session"/>: the newest time that the session has seen anywhere.</summary>
    [Id(9)]
    public RegisterVersion Newest { get; init; }

    /// <summary>With <see cref="ConsistencyKind.Replicas"/>: how many must answer.</summary>
    [Id(10)]
    public int Replicas { get; init; }

    /// <summary>How long a written value lasts; null for ever.</summary>
    [Id(11)]
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>Set for registers whose replicas merge.</summary>
    [Id(12)]
    public ConvergentChange? Convergent { get; init; }

    /// <summary>The promise that the operation is about; with <see cref="RegisterOpKind.Read"/> the one on whose behalf it is looked whether a value still stands.</summary>
    [Id(13)]
    public RegisterPromise? Promise { get; init; }

    /// <summary>With <see cref="RegisterOpKind.Settle"/> and <see cref="RegisterOpKind.Decide"/>: whether the promise is kept.</summary>
    [Id(14)]
    public bool IsKept { get; init; }

    /// <summary>With <see cref="RegisterOpKind.Promise"/>: whether any version will do.</summary>
    [Id(15)]
    public bool ExpectsAny { get; init; }

    /// <summary>With <see cref="ConsistencyKind.BoundedStaleness"/>: how many versions behind a read may be; null where its age is bounded.</summary>
    [Id(16)]
    public int? MaxVersions { get; init; }

    /// <summary>Which of the registers of the name is meant.</summary>
    [Id(17)]
    public RegisterDurability Durability { get; init; }

    /// <summary>Whether one replica may do it.</summary>
    public bool IsWeak => Level is ConsistencyKind.Session or ConsistencyKind.Eventual or ConsistencyKind.Weak or ConsistencyKind.Replicas;

    public int Shard => RegisterShards.Of(Name, Durability);

    /// <summary>Whether doing it twice is doing it once.</summary>
    public bool IsRead => Kind is RegisterOpKind.Read or RegisterOpKind.Watch;
}
