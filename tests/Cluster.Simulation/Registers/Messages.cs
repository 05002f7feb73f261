using Cluster.Silo.Registers.Protocol;

namespace Cluster.Simulation.Registers;

/// <summary>A proposer's request to a replica.</summary>
internal sealed record CallMessage(long Proposer, ReplicaCall Call);

/// <summary>A replica's answer to a proposer.</summary>
internal sealed record AnswerMessage(long Proposer, string Replica, long Attempt, ReplicaResponse Response);

/// <summary>Tells a silo that it is a member of a configuration.</summary>
internal sealed record JoinMessage(ReplicaConfiguration Configuration);

/// <summary>Tells that a member has caught up under a configuration, durably.</summary>
internal sealed record JoinedMessage(string Replica, long Epoch);

internal sealed record FetchMessage(FetchRequest Request);

internal sealed record FetchAnswerMessage(string Replica, FetchRequest Request, FetchResponse Response);
