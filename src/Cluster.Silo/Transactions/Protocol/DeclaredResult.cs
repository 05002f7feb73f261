using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Protocol;

/// <summary>The answer to a declared transaction.</summary>
/// <param name="Session">Whose it was.</param>
/// <param name="Number">Which.</param>
/// <param name="Kind">What became of it.</param>
/// <param name="Value">What it returned or threw, or why it is impossible.</param>
internal sealed record DeclaredResult(long Session, long Number, DeclaredResultKind Kind, byte[]? Value);
