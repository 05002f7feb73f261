namespace Cluster.Silo.Data.Messages;

/// <summary>A segment of an output, from a block on.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Data.FetchItem")]
internal readonly record struct FetchItem([property: Id(0)] TaskAttempt Attempt, [property: Id(1)] int Segment, [property: Id(2)] int FromBlock);
