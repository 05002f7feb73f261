using System.Text.Unicode;
using Cluster.Silo.Data.Words;

namespace Cluster.Silo.Data.Results;

/// <summary>
/// A JSON array with one <c>{"key":...,"value":...}</c> a line. Keys are UTF-8 with invalid sequences replaced by U+FFFD; of valid text only the quotation
/// mark, the backslash and the control characters below 20 are escaped (the latter as <c>\u00xx</c> in lower case).
/// </summary>
internal sealed class JsonFormat : IPairFormat
{
    private bool _any;

    public void Begin(ByteWriter writer) => writer.Write((byte)'[');

    public void Write(ByteWriter writer, ReadOnlySpan<byte> key, long value)
    {
        writer.Write(_any ? ",\n"u8 : "\n"u8);
        _any = true;
        writer.Write("{\"key\":\""u8);
        if (Utf8.IsValid(key))
        {
            Escape(writer, key);
        }
        else
        {
            var repaired = new byte[Utf8Repair.MaxLength(key.Length)];
            Escape(writer, repaired.AsSpan(0, Utf8Repair.Repair(key, repaired)));
        }

        writer.Write("\",\"value\":"u8);
        writer.Write(value);
        writer.Write((byte)'}');
    }

    public void End(ByteWriter writer) => writer.Write("\n]\n"u8);

    private static void Escape(ByteWriter writer, ReadOnlySpan<byte> text)
    {
        foreach (var value in text)
        {
            if (value is (byte)'"' or (byte)'\\')
            {
                writer.Write((byte)'\\');
                writer.Write(value);
            }
            else if (value < 0x20)
            {
                writer.Write("\\u00"u8);
                writer.Write(HexDigit(value >> 4));
                writer.Write(HexDigit(value & 0xF));
            }
            else
            {
                writer.Write(value);
            }
        }
    }

    private static byte HexDigit(int value) => "0123456789abcdef"u8[value];
}
