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
/// <param name="Caller">Tells the caller's answers from others' at its node.</param>
/// <param name="Session">The caller's session; 0 for none.</param>
/// <param name="Acknowledgement">What it does not ask for any more.</param>
/// <param name="Request">The transaction.</param>
internal sealed record DeclaredMessage(long Caller, long Session, DeclaredAcknowledgement Acknowledgement, DeclaredRequest Request);

/// <summary>Its result.</summary>
internal sealed record DeclaredAnswer(long Caller, DeclaredResult Result);
