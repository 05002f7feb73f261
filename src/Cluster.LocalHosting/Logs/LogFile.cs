using System.Globalization;
using System.Text;
using Cluster.LocalHosting.Control;

namespace Cluster.LocalHosting.Logs;

/// <summary>
/// A resource's log on disk. A new run, and a file that has reached its limit, begin a new file; the one before is kept as <c>NAME.1.log</c>.
/// </summary>
internal sealed class LogFile : IDisposable
{
    private const long Limit = 16 * 1024 * 1024;
    private readonly string _previous;
    private StreamWriter? _writer;
    private long _size;

    public LogFile(string path)
    {
        FilePath = path;
        _previous = Path.ChangeExtension(path, ".1.log");
        _writer = Open();
    }

    public string FilePath { get; }

    /// <summary>Writes a line. Once that fails, as on a full disk, nothing more is written; the reason is returned that one time.</summary>
    public string? TryAppend(LogLine line)
    {
        if (_writer is null)
        {
            return null;
        }

        try
        {
            var text = $"{line.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)} {(line.IsError ? "err" : "out")} {line.Text}\n";
            _writer.Write(text);
            _size += Encoding.UTF8.GetByteCount(text);
            if (_size >= Limit)
            {
                _writer.Dispose();
                _writer = Open();
            }

            return null;
        }
        catch (IOException e)
        {
            _writer = null;
            return e.Message;
        }
    }

    public void Dispose() => _writer?.Dispose();

    private StreamWriter Open()
    {
        if (File.Exists(FilePath))
        {
            File.Move(FilePath, _previous, overwrite: true);
        }

        _size = 0;
        var file = new FileStream(FilePath, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete);
        return new StreamWriter(file, new UTF8Encoding(false)) { AutoFlush = true };
    }
}
