using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Cluster.Silo.Transactions.Protocol;
using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Durability;

/// <summary>A participant's record as bytes: the layout, whether there are open promises, the stamp, and the rest. The layout is part of the files on disk.</summary>
internal static class ParticipantRecordCodec
{
    private const byte Layout = 2;

    /// <summary>Commits did not tell whether their coordinators know of them.</summary>
    private const byte LayoutBefore = 1;
    private const int FlagsAt = 1;
    private const int OwnerAt = 10;
    private const byte HasPromisesFlag = 1;

    /// <summary>Whether a record has open promises, from its first bytes alone.</summary>
    public static bool HasPromises(ReadOnlySpan<byte> bytes) => bytes.Length > FlagsAt && bytes[0] is Layout or LayoutBefore && (bytes[FlagsAt] & HasPromisesFlag) != 0;

    /// <summary>The activation that wrote a record, from its first bytes alone; 0 if they are none of a record.</summary>
    public static long OwnerOf(ReadOnlySpan<byte> bytes) => bytes.Length >= OwnerAt + sizeof(long) ? BinaryPrimitives.ReadInt64LittleEndian(bytes[OwnerAt..]) : 0;

    public static byte[] Encode(ParticipantRecord record)
    {
        using var bytes = new MemoryStream(256);
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(Layout);
        writer.Write(record.Prepared.IsEmpty ? (byte)0 : HasPromisesFlag);
        writer.Write(record.Stamp.Epoch);
        writer.Write(record.Stamp.Owner);
        writer.Write(record.Stamp.Write);
        Write(writer, record.ForgottenThrough);
        writer.Write7BitEncodedInt(record.Items.Count);
        foreach (var (name, item) in record.Items)
        {
            writer.Write(name);
            Write(writer, item.Version);
            Write(writer, item.Value);
        }

        writer.Write7BitEncodedInt(record.Prepared.Count);
        foreach (var prepared in record.Prepared.Values)
        {
            Write(writer, prepared.Transaction);
            Write(writer, prepared.Session);
            writer.Write((byte)prepared.Rule);
            Write(writer, prepared.Writers);
            writer.Write7BitEncodedInt(prepared.Writes.Count);
            foreach (var (item, value) in prepared.Writes)
            {
                writer.Write(item);
                Write(writer, value);
            }

            writer.Write(prepared.IsWhole);
            writer.Write7BitEncodedInt(prepared.After.Count);
            foreach (var before in prepared.After)
                Write(writer, before);
        }

        writer.Write7BitEncodedInt(record.Committed.Count);
        foreach (var committed in record.Committed.Values)
        {
            Write(writer, committed.Transaction);
            Write(writer, committed.Session);
            Write(writer, committed.Writers);
            writer.Write(committed.IsKnown);
        }

        writer.Flush();
        return bytes.ToArray();
    }

    public static RecordStamp DecodeStamp(byte[] bytes)
    {
        using var reader = Open(bytes, out _);
        return ReadStamp(reader);
    }

    public static ParticipantRecord Decode(byte[] bytes)
    {
        using var reader = Open(bytes, out var layout);
        var stamp = ReadStamp(reader);
        var forgotten = ReadSession(reader);
        var items = ImmutableDictionary.CreateBuilder<string, CommittedItem>();
        for (var count = reader.Read7BitEncodedInt(); count > 0; count--)
        {
            var name = reader.ReadString();
            var version = ReadSession(reader);
            items.Add(name, new CommittedItem(ReadValue(reader), version));
        }

        var promises = ImmutableDictionary.CreateBuilder<SessionId, PreparedTransaction>();
        for (var count = reader.Read7BitEncodedInt(); count > 0; count--)
        {
            var (transaction, session, rule, writers) = (ReadTransaction(reader), ReadSession(reader), (DecisionRule)reader.ReadByte(), ReadWriters(reader));
            var writes = new Dictionary<string, byte[]?>(StringComparer.Ordinal);
            for (var written = reader.Read7BitEncodedInt(); written > 0; written--)
                writes.Add(reader.ReadString(), ReadValue(reader));
            promises.Add(session, new PreparedTransaction(
                transaction, session, rule, writers, writes, layout == LayoutBefore || reader.ReadBoolean(), layout == LayoutBefore ? [] : ReadSessions(reader)));
        }

        var commits = ImmutableDictionary.CreateBuilder<SessionId, CommittedTransaction>();
        for (var count = reader.Read7BitEncodedInt(); count > 0; count--)
        {
            var (transaction, session, writers) = (ReadTransaction(reader), ReadSession(reader), ReadWriters(reader));
            commits.Add(session, new CommittedTransaction(transaction, session, writers, layout == Layout && reader.ReadBoolean()));
        }

        return new ParticipantRecord
        {
            Stamp = stamp,
            Items = items.ToImmutable(),
            Prepared = promises.ToImmutable(),
            Committed = commits.ToImmutable(),
            ForgottenThrough = forgotten,
        };
    }

    private static BinaryReader Open(byte[] bytes, out byte layout)
    {
        var reader = new BinaryReader(new MemoryStream(bytes, writable: false), Encoding.UTF8);
        layout = reader.ReadByte();
        if (layout is not (Layout or LayoutBefore))
            throw new FormatException($"A participant's record has layout {layout}, which this version does not know.");
        reader.ReadByte();
        return reader;
    }

    private static RecordStamp ReadStamp(BinaryReader reader) => new(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());

    private static void Write(BinaryWriter writer, SessionId session)
    {
        writer.Write7BitEncodedInt64(session.Epoch);
        writer.Write7BitEncodedInt64(session.Number);
    }

    private static SessionId ReadSession(BinaryReader reader) => new(reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64());

    private static SessionId[] ReadSessions(BinaryReader reader)
    {
        var sessions = new SessionId[reader.Read7BitEncodedInt()];
        for (var index = 0; index < sessions.Length; index++)
            sessions[index] = ReadSession(reader);
        return sessions;
    }

    private static void Write(BinaryWriter writer, TransactionId transaction)
    {
        writer.Write(transaction.StartedAt);
        writer.Write(transaction.Coordinator);
        writer.Write7BitEncodedInt64(transaction.Number);
        writer.Write7BitEncodedInt(transaction.Attempt);
    }

    private static TransactionId ReadTransaction(BinaryReader reader) =>
        new(reader.ReadInt64(), reader.ReadInt64(), reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt());

    private static void Write(BinaryWriter writer, IReadOnlyList<ParticipantSession> writers)
    {
        writer.Write7BitEncodedInt(writers.Count);
        foreach (var participant in writers)
        {
            writer.Write(participant.Participant);
            Write(writer, participant.Session);
        }
    }

    private static ParticipantSession[] ReadWriters(BinaryReader reader)
    {
        var writers = new ParticipantSession[reader.Read7BitEncodedInt()];
        for (var index = 0; index < writers.Length; index++)
            writers[index] = new ParticipantSession(reader.ReadString(), ReadSession(reader));
        return writers;
    }

    private static void Write(BinaryWriter writer, byte[]? value)
    {
        writer.Write7BitEncodedInt((value?.Length ?? -1) + 1);
        if (value is not null)
            writer.Write(value);
    }

    private static byte[]? ReadValue(BinaryReader reader)
    {
        var length = reader.Read7BitEncodedInt() - 1;
        return length < 0 ? null : reader.ReadBytes(length);
    }
}
