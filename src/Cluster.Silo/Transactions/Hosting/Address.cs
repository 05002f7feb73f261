namespace Cluster.Silo.Transactions.Hosting;

/// <summary>Where the answer to a request goes.</summary>
/// <param name="Route">The process that hears it.</param>
/// <param name="Asker">The participant there that asked; null for a coordinator.</param>
internal sealed record Address(string Route, string? Asker);
