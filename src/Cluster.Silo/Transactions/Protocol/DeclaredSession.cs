using System.Collections.Immutable;
using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Protocol;

/// <summary>What is kept of a caller.</summary>
/// <param name="Acknowledged">What it does not ask for any more. A late copy of such a request is known by its number alone.</param>
/// <param name="Results">What was carried out and it may still ask for.</param>
/// <param name="HeardAt">When it last had something carried out, by the sequencer's clock.</param>
internal sealed record DeclaredSession(DeclaredAcknowledgement Acknowledged, ImmutableSortedDictionary<long, DeclaredResult> Results, TimeSpan HeardAt)
{
    public static DeclaredSession Open(TimeSpan now) => new(DeclaredAcknowledgement.None, ImmutableSortedDictionary<long, DeclaredResult>.Empty, now);

    /// <summary>How many bytes the results have.</summary>
    public int Size => Results.Values.Sum(result => result.Value?.Length ?? 0);

    /// <summary>Forgets what the caller does not ask for any more.</summary>
    public DeclaredSession Acknowledge(DeclaredAcknowledgement acknowledgement)
    {
        var known = Acknowledged.With(acknowledgement);
        return this with { Acknowledged = known, Results = Results.RemoveRange(Results.Keys.Where(number => !known.IsOpen(number)).ToArray()) };
    }

    public static DeclaredSession Read(BinaryReader reader, long id)
    {
        var heardAt = new TimeSpan(reader.ReadInt64());
        var through = reader.Read7BitEncodedInt64();
        var open = ImmutableSortedSet.CreateBuilder<long>();
        for (var count = reader.Read7BitEncodedInt(); count > 0; count--)
            open.Add(reader.Read7BitEncodedInt64());
        var results = ImmutableSortedDictionary.CreateBuilder<long, DeclaredResult>();
        for (var count = reader.Read7BitEncodedInt(); count > 0; count--)
        {
            var (number, kind, length) = (reader.Read7BitEncodedInt64(), (DeclaredResultKind)reader.ReadByte(), reader.Read7BitEncodedInt() - 1);
            results.Add(number, new DeclaredResult(id, number, kind, length < 0 ? null : reader.ReadBytes(length)));
        }

        return new DeclaredSession(new DeclaredAcknowledgement(through, open.ToImmutable()), results.ToImmutable(), heardAt);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(HeardAt.Ticks);
        writer.Write7BitEncodedInt64(Acknowledged.Through);
        writer.Write7BitEncodedInt(Acknowledged.Open.Count);
        foreach (var open in Acknowledged.Open)
            writer.Write7BitEncodedInt64(open);
        writer.Write7BitEncodedInt(Results.Count);
        foreach (var (number, result) in Results)
        {
            writer.Write7BitEncodedInt64(number);
            writer.Write((byte)result.Kind);
            writer.Write7BitEncodedInt((result.Value?.Length ?? -1) + 1);
            if (result.Value is not null)
                writer.Write(result.Value);
        }
    }
}
