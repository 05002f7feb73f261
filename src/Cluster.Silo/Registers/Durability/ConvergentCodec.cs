using System.Text;
using Cluster.Silo.Registers.Convergent;
using Cluster.Silo.Registers.Protocol;
using Cluster.Silo.Registers.Repair;

namespace Cluster.Silo.Registers.Durability;

/// <summary>
/// The bytes of convergent states and of the messages about them. Layouts of states are part of the files on disk: new ones get new
/// numbers.
/// </summary>
internal static class ConvergentCodec
{
    [Flags]
    private enum Parts : byte
    {
        None = 0,
        Value = 1,
        Counter = 2,
        Map = 4,
    }

    private enum MessageKind : byte
    {
        Delta = 1,
        Received = 2,
        Tree = 3,
        Leaves = 4,
        States = 5,
    }

    /// <summary>A record of the log: a register of a shard merges a state.</summary>
    public static byte[] EncodeRecord(int shard, string register, ConvergentState state) => Bytes(writer =>
    {
        writer.Write7BitEncodedInt(shard);
        writer.Write(register);
        Write(writer, state);
    });

    /// <exception cref="FormatException">The bytes are no record that this version knows.</exception>
    public static (int Shard, string Register, ConvergentState State) DecodeRecord(ReadOnlySpan<byte> bytes) =>
        Read(bytes.ToArray(), reader => (reader.Read7BitEncodedInt(), reader.ReadString(), ReadState(reader)));

    public static byte[] EncodeState(ConvergentState state) => Bytes(writer => Write(writer, state));

    public static ConvergentState DecodeState(byte[] bytes) => Read(bytes, ReadState);

    public static byte[] Encode(ConvergentMessage message) => Bytes(writer =>
    {
        switch (message)
        {
            case DeltaMessage<ConvergentState> delta:
                writer.Write((byte)MessageKind.Delta);
                writer.Write7BitEncodedInt64(delta.Change);
                writer.Write(delta.Register);
                Write(writer, delta.State);
                break;
            case ReceivedMessage received:
                writer.Write((byte)MessageKind.Received);
                writer.Write7BitEncodedInt64(received.Change);
                break;
            case TreeMessage tree:
                writer.Write((byte)MessageKind.Tree);
                writer.Write7BitEncodedInt(tree.Digest.Level);
                WriteAll(writer, tree.Digest.Nodes, node =>
                {
                    writer.Write7BitEncodedInt(node.Key);
                    writer.Write(node.Value);
                });
                break;
            case LeavesMessage leaves:
                writer.Write((byte)MessageKind.Leaves);
                WriteAll(writer, leaves.Leaves, writer.Write7BitEncodedInt);
                WriteAll(writer, leaves.Registers, register =>
                {
                    writer.Write(register.Key);
                    writer.Write(register.Value);
                });
                break;
            case StatesMessage<ConvergentState> states:
                writer.Write((byte)MessageKind.States);
                WriteAll(writer, states.States, state =>
                {
                    writer.Write(state.Key);
                    Write(writer, state.Value);
                });
                WriteAll(writer, states.Wanted, writer.Write);
                break;
            default:
                throw new ArgumentException($"There is no layout for the message {message.GetType().Name}.", nameof(message));
        }
    });

    /// <exception cref="FormatException">The bytes are no message that this version knows.</exception>
    public static ConvergentMessage Decode(byte[] bytes) => Read(bytes, reader => (MessageKind)reader.ReadByte() switch
    {
        MessageKind.Delta => new DeltaMessage<ConvergentState>(reader.Read7BitEncodedInt64(), reader.ReadString(), ReadState(reader)),
        MessageKind.Received => (ConvergentMessage)new ReceivedMessage(reader.Read7BitEncodedInt64()),
        MessageKind.Tree => new TreeMessage(new TreeDigest(
            reader.Read7BitEncodedInt(), ReadAll(reader, () => KeyValuePair.Create(reader.Read7BitEncodedInt(), reader.ReadUInt64())).ToDictionary())),
        MessageKind.Leaves => new LeavesMessage(
            ReadAll(reader, reader.Read7BitEncodedInt),
            ReadAll(reader, () => KeyValuePair.Create(reader.ReadString(), reader.ReadUInt64())).ToDictionary(StringComparer.Ordinal)),
        MessageKind.States => new StatesMessage<ConvergentState>(
            ReadAll(reader, () => KeyValuePair.Create(reader.ReadString(), ReadState(reader))).ToDictionary(StringComparer.Ordinal),
            ReadAll(reader, reader.ReadString)),
        var kind => throw new FormatException($"The message has the kind {(byte)kind}, which this version does not know."),
    });

    private static void Write(BinaryWriter writer, ConvergentState state)
    {
        var parts = (state.Value is null ? Parts.None : Parts.Value) | (state.Counter is null ? Parts.None : Parts.Counter) | (state.Map is null ? Parts.None : Parts.Map);
        writer.Write((byte)parts);
        if (state.Value is { } value)
        {
            Write(writer, value.Version);
            WriteBytes(writer, value.Value);
        }

        if (state.Counter is { } counter)
        {
            Write(writer, counter.Up.Counts);
            Write(writer, counter.Down.Counts);
        }

        if (state.Map is { } map)
        {
            WriteAll(writer, [.. map.Entries], entry =>
            {
                writer.Write(entry.Key);
                Write(writer, entry.Dot);
                WriteBytes(writer, entry.Value);
            });
            Write(writer, map.Context.UpTo);
            WriteAll(writer, map.Context.Beyond, dot => Write(writer, dot));
        }
    }

    private static ConvergentState ReadState(BinaryReader reader)
    {
        var parts = (Parts)reader.ReadByte();
        var state = ConvergentState.Empty;
        if (parts.HasFlag(Parts.Value))
            state = state.Merge(ConvergentState.Of(new LastWriterWins(ReadVersion(reader), ReadBytes(reader))));
        if (parts.HasFlag(Parts.Counter))
            state = state.Merge(ConvergentState.Of(Counter.Of(GrowOnlyCounter.Of(ReadCounts(reader)), GrowOnlyCounter.Of(ReadCounts(reader)))));
        if (parts.HasFlag(Parts.Map))
        {
            var entries = ReadAll(reader, () => (reader.ReadString(), ReadDot(reader), ReadBytes(reader)!));
            var context = CausalContext.Of(ReadCounts(reader), ReadAll(reader, () => ReadDot(reader)));
            state = state.Merge(ConvergentState.Of(ObservedRemoveMap<string, byte[]>.Of(entries, context)));
        }

        return state;
    }

    private static void Write(BinaryWriter writer, WeakVersion version)
    {
        writer.Write7BitEncodedInt64(version.Over.Time);
        writer.Write(version.Over.Writer);
        writer.Write7BitEncodedInt64(version.Over.Step);
        writer.Write7BitEncodedInt64(version.At.Physical);
        writer.Write7BitEncodedInt(version.At.Logical);
        writer.Write(version.At.Actor);
    }

    private static WeakVersion ReadVersion(BinaryReader reader) => new(
        new Carstamp(reader.Read7BitEncodedInt64(), reader.ReadInt64(), reader.Read7BitEncodedInt64()),
        new HybridTime(reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt(), reader.ReadInt64()));

    private static void Write(BinaryWriter writer, Dot dot)
    {
        writer.Write(dot.Actor);
        writer.Write7BitEncodedInt64(dot.Number);
    }

    private static Dot ReadDot(BinaryReader reader) => new(reader.ReadInt64(), reader.Read7BitEncodedInt64());

    private static void Write(BinaryWriter writer, IReadOnlyDictionary<long, long> counts) => WriteAll(writer, counts, count =>
    {
        writer.Write(count.Key);
        writer.Write7BitEncodedInt64(count.Value);
    });

    private static KeyValuePair<long, long>[] ReadCounts(BinaryReader reader) =>
        ReadAll(reader, () => KeyValuePair.Create(reader.ReadInt64(), reader.Read7BitEncodedInt64()));

    private static void WriteBytes(BinaryWriter writer, byte[]? bytes)
    {
        writer.Write7BitEncodedInt(bytes?.Length ?? -1);
        if (bytes is not null)
            writer.Write(bytes);
    }

    private static byte[]? ReadBytes(BinaryReader reader)
    {
        var length = reader.Read7BitEncodedInt();
        if (length < 0)
            return null;
        var bytes = reader.ReadBytes(length);
        return bytes.Length == length ? bytes : throw new EndOfStreamException();
    }

    private static void WriteAll<T>(BinaryWriter writer, IReadOnlyCollection<T> all, Action<T> write)
    {
        writer.Write7BitEncodedInt(all.Count);
        foreach (var one in all)
            write(one);
    }

    private static T[] ReadAll<T>(BinaryReader reader, Func<T> read)
    {
        var count = reader.Read7BitEncodedInt();

        // No item is shorter than a byte: a count beyond what is left is damage, and must not be asked of memory.
        if (count < 0 || count > reader.BaseStream.Length - reader.BaseStream.Position)
            throw new EndOfStreamException();
        var all = new T[count];
        for (var index = 0; index < count; index++)
            all[index] = read();
        return all;
    }

    private static byte[] Bytes(Action<BinaryWriter> write)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        write(writer);
        writer.Flush();
        return bytes.ToArray();
    }

    private static T Read<T>(byte[] bytes, Func<BinaryReader, T> read)
    {
        try
        {
            using var stream = new MemoryStream(bytes);
            using var reader = new BinaryReader(stream, Encoding.UTF8);
            var result = read(reader);
            return stream.Position == stream.Length ? result : throw new FormatException("There are bytes behind the end of a convergent state.");
        }
        catch (EndOfStreamException exception)
        {
            throw new FormatException("A convergent state is cut short.", exception);
        }
    }
}
