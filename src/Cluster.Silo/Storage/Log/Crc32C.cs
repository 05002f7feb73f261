using System.Buffers.Binary;
using System.Numerics;

namespace Cluster.Silo.Storage.Log;

/// <summary>CRC-32C (Castagnoli), the polynomial for which processors have an instruction.</summary>
internal static class Crc32C
{
    public static uint Compute(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        while (data.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
            data = data[sizeof(ulong)..];
        }

        foreach (var value in data)
            crc = BitOperations.Crc32C(crc, value);

        return ~crc;
    }
}
