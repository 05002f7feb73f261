namespace Cluster.Silo.Data.Messages;

/// <summary>Blocks of a segment.</summary>
/// <param name="Blocks">Consecutive blocks, from the one asked for. Arrays, since Orleans copies those as a whole and other runs of bytes one by one.</param>
/// <param name="IsEnd">The segment ends with these blocks.</param>
/// <param name="IsMissing">The silo does not have the output (any more).</param>
[GenerateSerializer, Immutable, Alias("Cluster.Data.FetchedItem")]
internal sealed record FetchedItem(
    [property: Id(0)] IReadOnlyList<byte[]> Blocks, [property: Id(1)] bool IsEnd, [property: Id(2)] bool IsMissing)
{
    public static FetchedItem Missing { get; } = new([], false, true);
}
