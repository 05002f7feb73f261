namespace Cluster.Silo.Locks.Protocol;

/// <summary>A participant of a barrier.</summary>
/// <param name="Id">Tells it apart.</param>
/// <param name="Client">How people know its process.</param>
/// <param name="HasReached">It has reached the end of the present phase.</param>
internal sealed record BarrierMember(Guid Id, string Client, bool HasReached);
