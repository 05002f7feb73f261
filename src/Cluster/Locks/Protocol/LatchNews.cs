namespace Cluster.Locks.Protocol;

/// <summary>How a latch stands for who waits at it.</summary>
/// <param name="IsOpen">The count that was waited for has reached zero.</param>
/// <param name="Round">How often the latch was set: what to go on waiting for.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Locks.LatchNews")]
internal sealed record LatchNews([property: Id(0)] bool IsOpen, [property: Id(1)] long Round);
