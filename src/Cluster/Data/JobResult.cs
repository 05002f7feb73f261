namespace Cluster.Data;

/// <summary>What a job yields.</summary>
/// <param name="Total">The sum over all values: for a word count, how many words there are (empty words left out).</param>
/// <param name="Distinct">How many different keys there are (the empty word left out).</param>
/// <param name="Empty">The value of the empty key: for <see cref="WordDefinition.Space"/>, how many empty words there are; else 0.</param>
/// <param name="Top">The greatest entries, by value downwards, then by the key's bytes upwards.</param>
/// <param name="Sha256">
/// SHA-256, in lower-case hex, over the lines <c>key TAB value LF</c> of all entries but the empty key, sorted by the key's bytes:
/// two results are equal if and only if their hashes are.
/// </param>
/// <param name="Files">Files read.</param>
/// <param name="Bytes">Bytes read.</param>
/// <param name="Elapsed">From acceptance to the end.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Data.JobResult")]
public sealed record JobResult(
    [property: Id(0)] long Total,
    [property: Id(1)] long Distinct,
    [property: Id(2)] long Empty,
    [property: Id(3)] IReadOnlyList<JobEntry> Top,
    [property: Id(4)] string Sha256,
    [property: Id(5)] int Files,
    [property: Id(6)] long Bytes,
    [property: Id(7)] TimeSpan Elapsed);
