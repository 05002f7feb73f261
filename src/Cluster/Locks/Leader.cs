namespace Cluster.Locks;

/// <summary>Who leads.</summary>
/// <param name="Candidate">The name under which it campaigned.</param>
/// <param name="Client">Its process: machine and process number.</param>
/// <param name="Term">Its fencing token: greater than that of every leader before it.</param>
public sealed record Leader(string Candidate, string Client, long Term);
