namespace Cluster.Silo.Registers.Protocol;

/// <summary>Which configuration a replica serves.</summary>
/// <param name="Epoch">Requests of earlier epochs are refused; 0 when the replica never was a member.</param>
/// <param name="Complete">The last epoch that it had caught up with.</param>
internal readonly record struct ReplicaStanding(long Epoch, long Complete);
