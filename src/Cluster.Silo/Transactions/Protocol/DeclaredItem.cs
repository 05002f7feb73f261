namespace Cluster.Silo.Transactions.Protocol;

/// <summary>An item that a declared transaction names ahead.</summary>
internal readonly record struct DeclaredItem(string Participant, string Item);
