using Cluster.Silo.Registers.Layout;
using Cluster.Silo.Registers.Protocol;

namespace Cluster.Silo.Registers.Durability;

/// <summary>The bytes of journal entries, each with the number of the shard it belongs to. Kinds and layouts are part of the files on disk: new ones get new numbers.</summary>
internal static class JournalCodec
{
    private enum Kind : byte
    {
        Stored = 1,
        Promised = 2,
        Accepted = 3,
        Chosen = 4,
        Installed = 5,
        Epoch = 6,
    }

    public static byte[] Encode(int shard, JournalEntry entry)
    {
        var writer = new ByteWriter();
        Encode(writer, shard, entry);
        return writer.Written.ToArray();
    }

    /// <summary>Writes the bytes of an entry behind what was written.</summary>
    public static void Encode(ByteWriter writer, int shard, JournalEntry entry)
    {
        writer.WriteCompact(shard);
        switch (entry)
        {
            case StoredEntry stored:
                Begin(writer, Kind.Stored, stored.Register);
                writer.Write(stored.Value);
                break;
            case PromisedEntry promised:
                Begin(writer, Kind.Promised, promised.Register);
                writer.Write(promised.Ballot);
                break;
            case AcceptedEntry accepted:
                Begin(writer, Kind.Accepted, accepted.Register);
                writer.Write(accepted.Proposal);
                break;
            case ChosenEntry chosen:
                Begin(writer, Kind.Chosen, chosen.Register);
                writer.Write(chosen.Version);
                break;
            case InstalledEntry installed:
                Begin(writer, Kind.Installed, installed.Register);
                writer.Write(installed.State);
                break;
            case EpochEntry epoch:
                writer.Write((byte)Kind.Epoch);
                writer.WriteCompact(epoch.Epoch);
                writer.WriteCompact(epoch.Complete);
                break;
            default:
                throw new ArgumentException($"There is no layout for the journal entry {entry.GetType().Name}.", nameof(entry));
        }
    }

    /// <exception cref="FormatException">The bytes are no journal entry that this version knows.</exception>
    public static (int Shard, JournalEntry Entry) Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        var shard = reader.ReadCompactInt32();
        var kind = (Kind)reader.ReadByte();
        JournalEntry entry = kind switch
        {
            Kind.Stored => new StoredEntry(reader.ReadString(), reader.ReadVersioned()),
            Kind.Promised => new PromisedEntry(reader.ReadString(), reader.ReadBallot()),
            Kind.Accepted => new AcceptedEntry(reader.ReadString(), reader.ReadProposal()),
            Kind.Chosen => new ChosenEntry(reader.ReadString(), reader.ReadCarstamp()),
            Kind.Installed => new InstalledEntry(reader.ReadString(), reader.ReadState()),
            Kind.Epoch => new EpochEntry(reader.ReadCompactInt64(), reader.ReadCompactInt64()),
            _ => throw new FormatException($"The journal entry has the kind {(byte)kind}, which this version does not know."),
        };
        return reader.IsAtEnd ? (shard, entry) : throw new FormatException("The journal entry has bytes behind its end.");
    }

    private static void Begin(ByteWriter writer, Kind kind, string register)
    {
        writer.Write((byte)kind);
        writer.Write(register);
    }
}
