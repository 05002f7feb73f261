namespace Cluster.Registers;

/// <summary>A write that took effect.</summary>
/// <param name="Version">The version that the value was given.</param>
/// <param name="Replica">The name of the silo that carried it out.</param>
public sealed record RegisterWrite(RegisterVersion Version, string Replica);
