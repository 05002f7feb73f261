using System.Buffers.Binary;

namespace Cluster.Silo.Storage.Log;

/// <summary>
/// Stands before each batch, the unit that is written and synced as one. Batch n+1 is written only after batch n was synced,
/// so whoever finds a later batch knows that everything before it had reached the disk.
/// </summary>
/// <param name="Identity">The log's identity: bytes left over from another log never look like a batch of this one.</param>
/// <param name="First">The sequence of the first record.</param>
/// <param name="Count">How many records follow; their sequences are consecutive.</param>
/// <param name="BodyBytes">The length of what follows this header.</param>
/// <param name="BodyChecksum">CRC-32C of what follows this header.</param>
internal readonly record struct BatchHeader(ulong Identity, long First, int Count, int BodyBytes, uint BodyChecksum)
{
    public const int Bytes = 40;
    public const uint Magic = 0x31424C43;
    private const int Checked = Bytes - sizeof(uint);

    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], BodyBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(target[8..], Identity);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], First);
        BinaryPrimitives.WriteInt32LittleEndian(target[24..], Count);
        BinaryPrimitives.WriteUInt32LittleEndian(target[28..], BodyChecksum);
        BinaryPrimitives.WriteUInt32LittleEndian(target[32..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(target[Checked..], Crc32C.Compute(target[..Checked]));
    }

    public static bool TryRead(ReadOnlySpan<byte> source, ulong identity, out BatchHeader header)
    {
        header = default;
        if (source.Length < Bytes
            || BinaryPrimitives.ReadUInt32LittleEndian(source) != Magic
            || BinaryPrimitives.ReadUInt64LittleEndian(source[8..]) != identity
            || BinaryPrimitives.ReadUInt32LittleEndian(source[Checked..]) != Crc32C.Compute(source[..Checked]))
        {
            return false;
        }

        header = new BatchHeader(
            identity,
            BinaryPrimitives.ReadInt64LittleEndian(source[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[4..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[28..]));
        return true;
    }
}
