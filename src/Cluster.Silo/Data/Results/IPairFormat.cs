namespace Cluster.Silo.Data.Results;

/// <summary>Writes the pairs of a result file, in the order they come.</summary>
internal interface IPairFormat
{
    void Begin(ByteWriter writer);

    void Write(ByteWriter writer, ReadOnlySpan<byte> key, long value);

    void End(ByteWriter writer);
}
