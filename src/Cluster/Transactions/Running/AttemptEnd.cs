using Cluster.Transactions.Protocol;

namespace Cluster.Transactions.Running;

/// <summary>What became of an attempt.</summary>
/// <param name="Outcome">The outcome; where the code failed, committed stands for: what it had read was the state at one moment.</param>
/// <param name="Cause">Why it was aborted.</param>
/// <param name="Result">What the code returned.</param>
/// <param name="Failure">What the code threw.</param>
internal sealed record AttemptEnd<TResult>(TransactionOutcome Outcome, AbortCause? Cause, TResult? Result, Exception? Failure);
