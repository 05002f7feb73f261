namespace Cluster.Silo.Transactions.Protocol;

/// <summary>The answer to a declared transaction.</summary>
/// <param name="Caller">Whose it was.</param>
/// <param name="Number">Which.</param>
/// <param name="Value">What it returned; null if it failed.</param>
/// <param name="Error">What it threw; then it wrote nothing. Null otherwise.</param>
internal sealed record DeclaredResult(string Caller, long Number, byte[]? Value, string? Error);
