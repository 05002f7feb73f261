namespace Cluster.Locks.Protocol;

/// <summary>Asks a client whether a claim still stands as the shard has it.</summary>
/// <param name="Shard">The shard of its name.</param>
/// <param name="Claim">The claim's number in its session.</param>
/// <param name="Holds">Whether it holds; otherwise it waits.</param>
/// <param name="UpgradeAttempt">Which upgrade it waits for; 0 when it waits to hold at all.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Locks.ClaimQuestion")]
internal readonly record struct ClaimQuestion(
    [property: Id(0)] int Shard,
    [property: Id(1)] long Claim,
    [property: Id(2)] bool Holds,
    [property: Id(3)] long UpgradeAttempt);
