using System.Buffers.Binary;

namespace Cluster.Silo.Storage.Log;

/// <summary>
/// The first bytes of a segment or snapshot: what it is, which log it belongs to and where in the sequence it stands.
/// </summary>
/// <param name="Kind">Segment or snapshot.</param>
/// <param name="Identity">Drawn once for each log, so that files of another log are never taken for ours.</param>
/// <param name="Sequence">Of a segment, the sequence of its first record; of a snapshot, the last sequence it contains.</param>
internal readonly record struct LogHeader(LogHeader.FileKind Kind, ulong Identity, long Sequence)
{
    public const int Bytes = 32;
    private const uint Magic = 0x474F4C43;
    private const int Version = 1;
    private const int Checked = Bytes - sizeof(uint);

    internal enum FileKind
    {
        Segment = 1,
        Snapshot = 2,
    }

    public void Write(Span<byte> target)
    {
        target[..Bytes].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(target, Magic);
        target[4] = Version;
        target[5] = (byte)Kind;
        BinaryPrimitives.WriteUInt64LittleEndian(target[8..], Identity);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], Sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(target[Checked..], Crc32C.Compute(target[..Checked]));
    }

    public static bool TryRead(ReadOnlySpan<byte> source, FileKind kind, out LogHeader header)
    {
        header = default;
        if (source.Length < Bytes
            || BinaryPrimitives.ReadUInt32LittleEndian(source) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(source[Checked..]) != Crc32C.Compute(source[..Checked])
            || source[4] != Version
            || source[5] != (byte)kind)
        {
            return false;
        }

        header = new LogHeader(kind, BinaryPrimitives.ReadUInt64LittleEndian(source[8..]), BinaryPrimitives.ReadInt64LittleEndian(source[16..]));
        return true;
    }
}
