namespace Cluster.Silo.Storage.Log;

/// <summary>One open file of a log.</summary>
internal interface ILogFile : IDisposable
{
    long Length { get; }

    /// <summary>Fills the buffer from the offset on as far as the file goes, and returns how many bytes that were.</summary>
    int Read(long offset, Span<byte> buffer);

    /// <summary>Writes all bytes at the offset. When it throws, any part of them may have been written.</summary>
    void Write(long offset, ReadOnlySpan<byte> bytes);

    void SetLength(long length);

    /// <summary>
    /// Makes content and length durable. When it throws, what was written since the last sync may be lost although it can
    /// still be read, and calling again proves nothing: the kernel may have marked the pages clean.
    /// </summary>
    void Sync();
}
