namespace Cluster.Registers.Calling;

/// <summary>What a look at a decision register found.</summary>
/// <param name="IsKnown">Whether a quorum answered.</param>
/// <param name="IsKept">What is decided; null when nothing is, or not known.</param>
internal readonly record struct DecisionReading(bool IsKnown, bool? IsKept);
