using System.Collections.Immutable;
using System.Text;

namespace Cluster.Silo.Transactions.Protocol;

/// <summary>
/// The callers' sessions with the results that they still may ask for, kept in an item that is written together with what the transactions wrote: so each is carried out once. A session that
/// was silent for long is dropped, and never known again: its number is not given twice.
/// </summary>
/// <param name="LastSession">The newest session.</param>
/// <param name="Sessions">Those that are known.</param>
internal sealed record DeclaredResults(long LastSession, ImmutableSortedDictionary<long, DeclaredSession> Sessions)
{
    /// <summary>The name of the item.</summary>
    public const string Item = "declared/results";

    public static DeclaredResults Empty { get; } = new(0, ImmutableSortedDictionary<long, DeclaredSession>.Empty);

    public static DeclaredResults Decode(byte[]? bytes)
    {
        if (bytes is null)
            return Empty;
        using var reader = new BinaryReader(new MemoryStream(bytes, writable: false), Encoding.UTF8);
        var last = reader.Read7BitEncodedInt64();
        var sessions = ImmutableSortedDictionary.CreateBuilder<long, DeclaredSession>();
        for (var count = reader.Read7BitEncodedInt(); count > 0; count--)
        {
            var id = reader.Read7BitEncodedInt64();
            sessions.Add(id, DeclaredSession.Read(reader, id));
        }

        return new DeclaredResults(last, sessions.ToImmutable());
    }

    public byte[] Encode()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write7BitEncodedInt64(LastSession);
        writer.Write7BitEncodedInt(Sessions.Count);
        foreach (var (id, session) in Sessions)
        {
            writer.Write7BitEncodedInt64(id);
            session.Write(writer);
        }

        writer.Flush();
        return bytes.ToArray();
    }
}
