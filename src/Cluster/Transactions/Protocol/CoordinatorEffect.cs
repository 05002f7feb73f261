namespace Cluster.Transactions.Protocol;

/// <summary>What a coordinator wants done.</summary>
internal abstract record CoordinatorEffect;

/// <summary>Send a request to a participant; it may get lost.</summary>
/// <param name="Participant">To whom.</param>
/// <param name="Request">What.</param>
/// <param name="IsRepeated">It was sent before, and there is no answer: the participant may have moved.</param>
internal sealed record SendEffect(string Participant, ParticipantRequest Request, bool IsRepeated = false) : CoordinatorEffect;

/// <summary>Set the transaction's decision register unless it is set, and tell what it holds with <see cref="TransactionCoordinator.Decided"/>.</summary>
internal sealed record SetDecisionEffect(TransactionId Transaction, Decision Decision) : CoordinatorEffect;

/// <summary>An operation is done.</summary>
internal sealed record OperationDoneEffect(int Operation, byte[]? Value) : CoordinatorEffect;

/// <summary>The caller can be told; given once.</summary>
internal sealed record OutcomeEffect(TransactionOutcome Outcome, AbortCause? Cause) : CoordinatorEffect;
