using Cluster.Registers;

namespace Cluster.Transactions.Protocol;

/// <summary>What a transaction asks of a register.</summary>
/// <param name="Kind">What.</param>
/// <param name="Register">The register's name.</param>
/// <param name="Expected">The version that was read; null if none was, and any will do.</param>
/// <param name="Value">What is promised; null for absence.</param>
/// <param name="TimeToLive">How long it is to last.</param>
/// <param name="IsKept">With <see cref="RegisterRequestKind.Settle"/>: whether the promise is kept.</param>
internal sealed record RegisterRequest(
    RegisterRequestKind Kind, string Register, RegisterVersion? Expected, byte[]? Value, TimeSpan? TimeToLive, bool IsKept = false);
