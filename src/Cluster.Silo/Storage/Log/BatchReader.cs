namespace Cluster.Silo.Storage.Log;

/// <summary>Reads the batches of a segment or snapshot in order and stops at the first one that is not whole.</summary>
internal sealed class BatchReader(ILogFile file, ulong identity)
{
    private const int ScanBytes = 1 << 20;
    private readonly byte[] _header = new byte[BatchHeader.Bytes];
    private readonly long _length = file.Length;
    private byte[] _body = new byte[64 << 10];

    /// <summary>Where the next batch begins; after a failed read, where the damage is.</summary>
    public long Offset { get; private set; } = LogHeader.Bytes;

    /// <summary>Where the batch read last begins; where the file's own header ends if there was none.</summary>
    public long? LastBatch { get; private set; }

    public bool AtEnd => Offset == _length;

    /// <summary>Where the file's last byte that is no zero ends, if it stands behind <see cref="Offset"/>; otherwise <see cref="Offset"/>. A log writes zeros ahead of its batches.</summary>
    public long EndOfContent()
    {
        var buffer = new byte[Math.Min(ScanBytes, _length - Offset)];
        for (var to = _length; to > Offset; to -= buffer.Length)
        {
            var from = Math.Max(Offset, to - buffer.Length);
            var window = buffer.AsSpan(0, file.Read(from, buffer.AsSpan(0, (int)(to - from))));
            var last = window.LastIndexOfAnyExcept((byte)0);
            if (last >= 0)
                return from + last + 1;
        }

        return Offset;
    }

    /// <summary>Reads the next batch if a whole one with a good checksum stands there. The body is valid until the next call.</summary>
    public bool TryRead(out BatchHeader header, out ReadOnlySpan<byte> body)
    {
        body = default;
        if (!TryReadHeader(Offset, out header) || header.BodyBytes < 0 || header.BodyBytes > _length - Offset - BatchHeader.Bytes)
            return false;

        if (_body.Length < header.BodyBytes)
            _body = new byte[header.BodyBytes];
        var target = _body.AsSpan(0, header.BodyBytes);
        if (file.Read(Offset + BatchHeader.Bytes, target) != header.BodyBytes || Crc32C.Compute(target) != header.BodyChecksum)
            return false;

        body = target;
        LastBatch = Offset;
        Offset += BatchHeader.Bytes + header.BodyBytes;
        return true;
    }

    /// <summary>
    /// Looks behind the damage at <see cref="Offset"/> for the header of a batch that follows the expected one. If there is one,
    /// the damaged batch had been synced; if there is none, the damage is what a crash leaves of a batch being written.
    /// </summary>
    public long? FindLaterBatch(long expected)
    {
        var start = TryReadHeader(Offset, out var damaged) && damaged.First == expected && damaged.BodyBytes >= 0
            ? Offset + BatchHeader.Bytes + damaged.BodyBytes
            : Offset + 1;
        var buffer = new byte[ScanBytes];
        for (var position = start; position < _length; position += ScanBytes - BatchHeader.Bytes)
        {
            var window = buffer.AsSpan(0, file.Read(position, buffer));
            for (var index = 0; index + BatchHeader.Bytes <= window.Length; index++)
            {
                if (BatchHeader.TryRead(window[index..], identity, out var later) && later.First > expected)
                    return position + index;
            }
        }

        return null;
    }

    private bool TryReadHeader(long offset, out BatchHeader header)
    {
        header = default;
        return file.Read(offset, _header) == _header.Length && BatchHeader.TryRead(_header, identity, out header);
    }
}
