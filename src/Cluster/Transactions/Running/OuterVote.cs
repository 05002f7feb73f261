using Cluster.Transactions.Protocol;

namespace Cluster.Transactions.Running;

/// <summary>What those who are no grains have answered together.</summary>
/// <param name="Vote">No if any said so; yes if any has promised something; otherwise they only read.</param>
/// <param name="Cause">With a no: why.</param>
/// <param name="Refusal">With a no that will never be another answer: what is to be told to the caller.</param>
internal sealed record OuterVote(TransactionVote Vote, AbortCause? Cause = null, Exception? Refusal = null);
