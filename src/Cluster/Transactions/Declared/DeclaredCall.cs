namespace Cluster.Transactions.Declared;

/// <summary>A declared transaction as it travels.</summary>
/// <param name="Number">Its number in the session.</param>
/// <param name="Code">A <see cref="DeclaredCode"/>, serialized, so that one that a silo can't read does no harm to the others.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Transactions.DeclaredCall")]
internal readonly record struct DeclaredCall([property: Id(0)] long Number, [property: Id(1)] byte[] Code);
