using Cluster.Silo.Transactions.Protocol;
using Cluster.Simulation.Engine;
using Cluster.Transactions.Protocol;

namespace Cluster.Simulation.Transactions;

/// <summary>Where an answer goes: the coordinator on a node, or a participant there.</summary>
internal sealed record Address(SimulatedNode Node, string? Participant);

/// <summary>A request to a participant.</summary>
internal sealed record RequestMessage(string Participant, ParticipantRequest Request, string? Asker);

/// <summary>An answer, to a coordinator or to the participant that asked.</summary>
internal sealed record ReplyMessage(string? Asker, ParticipantReply Reply);

/// <summary>A declared transaction, for a sequencer.</summary>
internal sealed record DeclaredMessage(DeclaredRequest Request);

/// <summary>Its result.</summary>
internal sealed record DeclaredAnswer(DeclaredResult Result);
