namespace Cluster.Silo.Data.Results;

/// <summary>
/// One <c>key TAB value LF</c> a line, the key's bytes as they are; or, when keys may hold anything, with backslash, TAB, LF and CR in a key
/// written <c>\\</c>, <c>\t</c>, <c>\n</c> and <c>\r</c>, as PostgreSQL's COPY has it.
/// </summary>
internal sealed class TsvFormat(bool escapes) : IPairFormat
{
    public void Begin(ByteWriter writer)
    {
    }

    public void Write(ByteWriter writer, ReadOnlySpan<byte> key, long value)
    {
        if (escapes && key.IndexOfAny("\\\t\n\r"u8) >= 0)
        {
            Escape(writer, key);
        }
        else
        {
            writer.Write(key);
        }

        writer.Write((byte)'\t');
        writer.Write(value);
        writer.Write((byte)'\n');
    }

    public void End(ByteWriter writer)
    {
    }

    private static void Escape(ByteWriter writer, ReadOnlySpan<byte> key)
    {
        foreach (var value in key)
        {
            switch (value)
            {
                case (byte)'\\':
                    writer.Write("\\\\"u8);
                    break;
                case (byte)'\t':
                    writer.Write("\\t"u8);
                    break;
                case (byte)'\n':
                    writer.Write("\\n"u8);
                    break;
                case (byte)'\r':
                    writer.Write("\\r"u8);
                    break;
                default:
                    writer.Write(value);
                    break;
            }
        }
    }
}
