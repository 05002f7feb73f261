using System.Text;
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
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write7BitEncodedInt(shard);
        switch (entry)
        {
            case StoredEntry stored:
                Begin(writer, Kind.Stored, stored.Register);
                Write(writer, stored.Value);
                break;
            case PromisedEntry promised:
                Begin(writer, Kind.Promised, promised.Register);
                Write(writer, promised.Ballot);
                break;
            case AcceptedEntry accepted:
                Begin(writer, Kind.Accepted, accepted.Register);
                Write(writer, accepted.Proposal);
                break;
            case ChosenEntry chosen:
                Begin(writer, Kind.Chosen, chosen.Register);
                Write(writer, chosen.Version);
                break;
            case InstalledEntry installed:
                Begin(writer, Kind.Installed, installed.Register);
                Write(writer, installed.State);
                break;
            case EpochEntry epoch:
                writer.Write((byte)Kind.Epoch);
                writer.Write7BitEncodedInt64(epoch.Epoch);
                writer.Write7BitEncodedInt64(epoch.Complete);
                break;
            default:
                throw new ArgumentException($"There is no layout for the journal entry {entry.GetType().Name}.", nameof(entry));
        }

        writer.Flush();
        return bytes.ToArray();
    }

    /// <exception cref="FormatException">The bytes are no journal entry that this version knows.</exception>
    public static (int Shard, JournalEntry Entry) Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            using var stream = new MemoryStream(bytes.ToArray());
            using var reader = new BinaryReader(stream, Encoding.UTF8);
            var shard = reader.Read7BitEncodedInt();
            var kind = (Kind)reader.ReadByte();
            JournalEntry entry = kind switch
            {
                Kind.Stored => new StoredEntry(reader.ReadString(), ReadVersioned(reader)),
                Kind.Promised => new PromisedEntry(reader.ReadString(), ReadBallot(reader)),
                Kind.Accepted => new AcceptedEntry(reader.ReadString(), ReadProposal(reader)),
                Kind.Chosen => new ChosenEntry(reader.ReadString(), ReadCarstamp(reader)),
                Kind.Installed => new InstalledEntry(reader.ReadString(), ReadState(reader)),
                Kind.Epoch => new EpochEntry(reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64()),
                _ => throw new FormatException($"The journal entry has the kind {(byte)kind}, which this version does not know."),
            };
            return stream.Position == stream.Length ? (shard, entry) : throw new FormatException("The journal entry has bytes behind its end.");
        }
        catch (EndOfStreamException exception)
        {
            throw new FormatException("The journal entry is cut short.", exception);
        }
    }

    private static void Begin(BinaryWriter writer, Kind kind, string register)
    {
        writer.Write((byte)kind);
        writer.Write(register);
    }

    private static void Write(BinaryWriter writer, Carstamp version)
    {
        writer.Write7BitEncodedInt64(version.Time);
        writer.Write(version.Writer);
        writer.Write7BitEncodedInt64(version.Step);
    }

    private static void Write(BinaryWriter writer, Ballot ballot)
    {
        writer.Write7BitEncodedInt64(ballot.Round);
        writer.Write(ballot.Proposer);
    }

    private static void Write(BinaryWriter writer, Versioned value)
    {
        Write(writer, value.Version);
        writer.Write(value.Author.Proposer);
        writer.Write7BitEncodedInt64(value.Author.Number);
        writer.Write7BitEncodedInt(value.Value?.Length ?? -1);
        if (value.Value is not null)
            writer.Write(value.Value);
    }

    private static void Write(BinaryWriter writer, Proposal proposal)
    {
        Write(writer, proposal.Ballot);
        Write(writer, proposal.Base);
        Write(writer, proposal.Result);
        writer.Write(proposal.Guarded);
    }

    private static void Write(BinaryWriter writer, ProposalMark mark)
    {
        Write(writer, mark.Ballot);
        Write(writer, mark.Base);
    }

    private static void Write(BinaryWriter writer, RegisterState state)
    {
        Write(writer, state.Current);
        Write(writer, state.Promised);
        writer.Write(state.Accepted is not null);
        if (state.Accepted is not null)
            Write(writer, state.Accepted);
        Write(writer, state.Recent.Last);
        Write(writer, state.Recent.Previous);
    }

    private static Carstamp ReadCarstamp(BinaryReader reader) => new(reader.Read7BitEncodedInt64(), reader.ReadInt64(), reader.Read7BitEncodedInt64());

    private static Ballot ReadBallot(BinaryReader reader) => new(reader.Read7BitEncodedInt64(), reader.ReadInt64());

    private static ProposalMark ReadMark(BinaryReader reader) => new(ReadBallot(reader), ReadCarstamp(reader));

    private static Versioned ReadVersioned(BinaryReader reader)
    {
        var version = ReadCarstamp(reader);
        var author = new OperationId(reader.ReadInt64(), reader.Read7BitEncodedInt64());
        var length = reader.Read7BitEncodedInt();
        if (length < 0)
            return new Versioned(version, author, null);
        var value = reader.ReadBytes(length);
        return value.Length == length ? new Versioned(version, author, value) : throw new EndOfStreamException();
    }

    private static Proposal ReadProposal(BinaryReader reader) => new(ReadBallot(reader), ReadCarstamp(reader), ReadVersioned(reader), reader.ReadBoolean());

    private static RegisterState ReadState(BinaryReader reader)
    {
        var (current, promised) = (ReadVersioned(reader), ReadBallot(reader));
        var accepted = reader.ReadBoolean() ? ReadProposal(reader) : null;
        return new RegisterState(current, promised, accepted, new RecentProposals(ReadMark(reader), ReadMark(reader)));
    }
}
