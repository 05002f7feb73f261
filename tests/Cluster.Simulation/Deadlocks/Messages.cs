using Cluster.Locks.Protocol;
using Cluster.Silo.Locks.Deadlocks;
using Cluster.Silo.Transactions.Protocol;
using Cluster.Transactions.Protocol;

namespace Cluster.Simulation.Deadlocks;

/// <summary>A call to a participant.</summary>
internal sealed record ItemCall(string Participant, ParticipantRequest Request);

/// <summary>An owner has begun to wait in a shard a while ago.</summary>
internal sealed record SuspectShard(int Shard);

/// <summary>A transaction has begun to wait for an item a while ago.</summary>
internal sealed record SuspectItems;

/// <summary>Who waits in a shard?</summary>
internal sealed record ShardQuestion(int Round, int Shard);

internal sealed record ShardAnswer(int Round, ShardWaits Waits);

/// <summary>Who waits for items on a silo?</summary>
internal sealed record ItemsQuestion(int Round);

internal sealed record ItemsAnswer(int Round, ParticipantWaits[] Waits);

/// <summary>Do these claims stand, and do these attempts run?</summary>
internal sealed record StandingQuestion(int Round, ClaimEntry[] Claims, TransactionId[] Attempts);

internal sealed record StandingAnswer(int Round, ClaimEntry[] Standing, TransactionId[] Running);

/// <summary>This claim is to be refused.</summary>
internal sealed record Refusal(ClaimEntry Victim, string Cycle);
