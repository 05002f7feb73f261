using System.Collections.Immutable;
using System.Text;

namespace Cluster.Silo.Transactions.Protocol;

/// <summary>What a caller's transactions returned, kept in an item that is written together with what they wrote: so each is carried out once.</summary>
internal sealed record CallerResults(long AnsweredThrough, ImmutableSortedDictionary<long, DeclaredResult> Results)
{
    /// <summary>The prefix of these items' names.</summary>
    public const string Prefix = "caller/";

    public static CallerResults Decode(string caller, byte[]? bytes)
    {
        var results = ImmutableSortedDictionary<long, DeclaredResult>.Empty;
        if (bytes is null)
            return new CallerResults(0, results);
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        var answeredThrough = reader.ReadInt64();
        for (var count = reader.Read7BitEncodedInt(); count > 0; count--)
        {
            var number = reader.ReadInt64();
            var length = reader.Read7BitEncodedInt();
            var value = length < 0 ? null : reader.ReadBytes(length);
            results = results.Add(number, new DeclaredResult(caller, number, value, reader.ReadBoolean() ? reader.ReadString() : null));
        }

        return new CallerResults(answeredThrough, results);
    }

    /// <summary>Forgets what the caller says it has. A late copy of such a request is then known by its number alone.</summary>
    public CallerResults Acknowledge(long through) =>
        through <= AnsweredThrough ? this : new CallerResults(through, Results.RemoveRange(Results.Keys.Where(number => number <= through)));

    public CallerResults Add(DeclaredResult result) => this with { Results = Results.SetItem(result.Number, result) };

    public byte[] Encode()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(AnsweredThrough);
        writer.Write7BitEncodedInt(Results.Count);
        foreach (var (number, result) in Results)
        {
            writer.Write(number);
            writer.Write7BitEncodedInt(result.Value?.Length ?? -1);
            writer.Write(result.Value ?? []);
            writer.Write(result.Error is not null);
            if (result.Error is not null)
                writer.Write(result.Error);
        }

        writer.Flush();
        return bytes.ToArray();
    }
}
