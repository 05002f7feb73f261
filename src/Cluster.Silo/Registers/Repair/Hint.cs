namespace Cluster.Silo.Registers.Repair;

/// <summary>A register whose state is owed to a replica, and the newest change that it missed.</summary>
internal readonly record struct Hint(string Register, long Change);
