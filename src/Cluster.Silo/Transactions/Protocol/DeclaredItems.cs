namespace Cluster.Silo.Transactions.Protocol;

/// <summary>The items that one declared transaction may touch, over what those before it in the batch have left.</summary>
internal sealed class DeclaredItems(IReadOnlyDictionary<DeclaredItem, byte[]?> before, IReadOnlyCollection<DeclaredItem> declared)
{
    public Dictionary<DeclaredItem, byte[]?> Writes { get; } = [];

    public byte[]? Read(DeclaredItem item)
    {
        Check(item);
        return Writes.TryGetValue(item, out var written) ? written : before[item];
    }

    public void Write(DeclaredItem item, byte[]? value)
    {
        Check(item);
        Writes[item] = value;
    }

    private void Check(DeclaredItem item)
    {
        if (!declared.Contains(item))
            throw new InvalidOperationException($"The transaction touches {item.Participant}/{item.Item}, which it has not declared: name it in Items.");
    }
}
