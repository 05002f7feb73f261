using System.Globalization;
using Cluster.Registers.Protocol;

namespace Cluster.Transactions.Postgres;

/// <summary>
/// The name of a prepared transaction in PostgreSQL: <c>cluster/IDENTITY/TRANSACTION/NUMBER</c>. Whoever finds it can tell which cluster decides it, and by which entry of which decision register.
/// </summary>
/// <param name="Cluster">The identity of the cluster.</param>
/// <param name="Transaction">The transaction.</param>
/// <param name="Number">Tells several databases of one transaction apart, since they may be on one server.</param>
internal sealed record PreparedName(Guid Cluster, RegisterPromise Transaction, int Number)
{
    /// <summary>How PostgreSQL bounds it, with the byte that ends it.</summary>
    private const int MaxLength = 199;

    public static string Prefix(Guid cluster) => $"cluster/{cluster:N}/";

    public static PreparedName? TryParse(string text)
    {
        var parts = text.Split('/');
        return parts is ["cluster", _, _, _]
            && Guid.TryParseExact(parts[1], "N", out var cluster)
            && RegisterPromise.TryParse(parts[2]) is { } transaction
            && int.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new PreparedName(cluster, transaction, number)
            : null;
    }

    public override string ToString()
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{Prefix(Cluster)}{Transaction}/{Number}");
        return text.Length <= MaxLength ? text : throw new InvalidOperationException($"The name of a prepared transaction has at most {MaxLength} characters: {text}.");
    }
}
