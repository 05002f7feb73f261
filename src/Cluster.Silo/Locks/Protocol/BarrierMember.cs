namespace Cluster.Silo.Locks.Protocol;

/// <summary>A participant of a barrier.</summary>
/// <param name="Id">Tells it apart.</param>
/// <param name="Client">How people know its process.</param>
/// <param name="HasReached">It has reached the end of the present phase.</param>
/// <param name="Withdrawn">The last of its attempts that it has withdrawn: what an attempt up to this one has yet to say comes too late.</param>
internal sealed record BarrierMember(Guid Id, string Client, bool HasReached, long Withdrawn = 0);
