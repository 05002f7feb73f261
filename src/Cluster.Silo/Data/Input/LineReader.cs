using Microsoft.Win32.SafeHandles;

namespace Cluster.Silo.Data.Input;

/// <summary>
/// Reads the lines that a range of a file owns, those whose first byte lies in it, in chunks of whole lines. The buffer grows to hold a line
/// that is longer than it. For one thread at a time.
/// </summary>
internal sealed class LineReader : IDisposable
{
    private const byte LineFeed = (byte)'\n';
    private readonly FileRange _range;
    private readonly int _maxLineBytes;
    private readonly SafeFileHandle _handle;
    private byte[] _buffer;

    // What was read and not yet handed out is _buffer[_from.._to]; _position is the file offset that follows it.
    private int _from;
    private int _to;
    private long _position;
    private bool _done;

    /// <exception cref="InputException">The file cannot be opened, or is not what it was when the job was planned.</exception>
    public LineReader(FileRange range, int bufferBytes, int maxLineBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bufferBytes, 1);
        _range = range;
        _maxLineBytes = maxLineBytes;
        range.File.ThrowIfChanged();
        _handle = Guard(() => File.OpenHandle(range.File.Path, options: FileOptions.SequentialScan));
        _buffer = new byte[bufferBytes];
        _position = range.Start;
        _done = range.Length == 0;
    }

    /// <summary>Bytes of the file passed so far, beginning with the range's start.</summary>
    public long BytesRead => _position - _range.Start;

    /// <summary>The next chunk, valid until the next call; false at the end of the range.</summary>
    public bool TryRead(out ReadOnlySpan<byte> lines)
    {
        if (!_done && _position == _range.Start && _range.Start > 0)
        {
            SkipForeignLine();
        }

        while (!_done)
        {
            var unread = _buffer.AsSpan(_from, _to - _from);
            var length = LengthOfOwnedLines(unread);
            if (length > 0)
            {
                lines = unread[..length];
                _from += length;
                return true;
            }

            if (!_done && !Fill())
            {
                _done = true;
                if (_from < _to)
                {
                    lines = _buffer.AsSpan(_from, _to - _from);
                    _from = _to;
                    return true;
                }
            }
        }

        lines = default;
        return false;
    }

    /// <summary>Call it after the last chunk: throws when the file changed while it was read.</summary>
    public void ThrowIfChanged() => _range.File.ThrowIfChanged();

    /// <summary>True when the file is empty or ends in LF, so that the line after its last LF is empty.</summary>
    public bool LastLineIsEmpty()
    {
        if (_range.File.Length == 0)
        {
            return true;
        }

        Span<byte> last = stackalloc byte[1];
        return Read(last, _range.File.Length - 1) == 1 && last[0] == LineFeed;
    }

    public void Dispose() => _handle.Dispose();

    /// <summary>
    /// How many of the unread bytes are whole lines that the range owns. The last line owned is the one that holds the range's last byte;
    /// once it is found whole, the range is done.
    /// </summary>
    private int LengthOfOwnedLines(ReadOnlySpan<byte> unread)
    {
        var unreadStart = _position - unread.Length;
        var toEnd = _range.End - unreadStart;
        if (toEnd <= 0)
        {
            _done = true;
            return 0;
        }

        if (unread.Length < toEnd)
        {
            return unread.LastIndexOf(LineFeed) + 1;
        }

        var lastLineEnd = unread[(int)(toEnd - 1)..].IndexOf(LineFeed);
        if (lastLineEnd >= 0)
        {
            _done = true;
            return (int)toEnd + lastLineEnd;
        }

        return unread[..(int)(toEnd - 1)].LastIndexOf(LineFeed) + 1;
    }

    /// <summary>A range that begins within a line, or just after one, begins its own lines after the first LF at or after the byte before it.</summary>
    private void SkipForeignLine()
    {
        _position = _range.Start - 1;
        while (Fill())
        {
            var lineFeed = _buffer.AsSpan(_from, _to - _from).IndexOf(LineFeed);
            if (lineFeed >= 0)
            {
                _from += lineFeed + 1;
                return;
            }

            _from = _to;
            if (_position >= _range.End)
            {
                _done = true;
                return;
            }
        }

        _done = true;
    }

    /// <summary>Reads on; false at the end of the file.</summary>
    private bool Fill()
    {
        if (_from > 0)
        {
            _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
            _to -= _from;
            _from = 0;
        }
        else if (_to == _buffer.Length)
        {
            Grow();
        }

        var room = Math.Min(_buffer.Length - _to, _range.File.Length - _position);
        if (room == 0)
        {
            return false;
        }

        var read = Read(_buffer.AsSpan(_to, (int)room), _position);
        if (read == 0)
        {
            throw new InputException(
                $"The input file {_range.File.Path} became shorter while the job ran: it had {_range.File.Length:N0} bytes. Run the job again once the file rests.");
        }

        _to += read;
        _position += read;
        return true;
    }

    private void Grow()
    {
        if (_buffer.Length >= _maxLineBytes)
        {
            throw new InputException(
                $"The input file {_range.File.Path} has a line longer than {_maxLineBytes:N0} bytes, at byte {_position - _to:N0}. "
                + "Break the line, or raise Cluster:Data:MaxLineBytes on the silos.");
        }

        Array.Resize(ref _buffer, (int)Math.Min(_maxLineBytes, _buffer.Length * 2L));
    }

    private int Read(Span<byte> into, long offset)
    {
        try
        {
            return RandomAccess.Read(_handle, into, offset);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw InputFile.Unreadable(_range.File.Path, e);
        }
    }

    private SafeFileHandle Guard(Func<SafeFileHandle> open)
    {
        try
        {
            return open();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw InputFile.Unreadable(_range.File.Path, e);
        }
    }
}
