using Orleans.Serialization;

namespace Cluster.Sagas;

/// <summary>A saga's steps, ready to be carried out.</summary>
internal sealed record SagaDefinition
{
    public required string Name { get; init; }

    public required int Version { get; init; }

    public required IReadOnlyList<DefinedStep> Steps { get; init; }

    public required int PointOfNoReturn { get; init; }

    /// <summary>Throws if these bytes are no state of the saga.</summary>
    public required Action<byte[], Serializer> Check { get; init; }

    public required Func<string, Serializer, byte[]> FromJson { get; init; }

    public required Func<byte[], Serializer, string> ToJson { get; init; }
}
