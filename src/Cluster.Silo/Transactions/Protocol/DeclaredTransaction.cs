namespace Cluster.Silo.Transactions.Protocol;

/// <summary>A transaction that says ahead what it touches and is then a function of what it finds there.</summary>
internal abstract class DeclaredTransaction
{
    /// <summary>All that it reads or writes.</summary>
    public abstract IReadOnlyCollection<DeclaredItem> Items { get; }

    /// <summary>
    /// Reads and writes the declared items and returns what the caller is told. It may run several times, of which one counts, so it must have no other effect.
    /// Whatever it wrote before it throws is undone.
    /// </summary>
    public abstract byte[]? Run(DeclaredItems state);

    /// <summary>What the caller is told when it throws.</summary>
    public abstract byte[]? Describe(Exception failure);
}
