using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Protocol;

/// <summary>The committed value of an item and the session that wrote it, which is its version: it is never used twice.</summary>
internal sealed record CommittedItem(byte[]? Value, SessionId Version);
