using System.Globalization;
using Cluster.Storage;

namespace Cluster.Silo.Data.Results;

/// <summary>
/// The file of a result: written under a temporary name in the folder of its final one, made durable, and then renamed. So under the final
/// name stands the whole result or what stood there before, never a part.
/// </summary>
/// <exception cref="ResultException">Of all members: the file cannot be written.</exception>
internal sealed class ResultFile : IDisposable
{
    private const string TemporarySuffix = ".tmp";
    private readonly string _final;
    private readonly string _temporary;
    private readonly FileStream _stream;
    private bool _committed;

    public ResultFile(string path, string jobId, long attempt)
    {
        _final = path;
        _temporary = Path.Combine(Path.GetDirectoryName(path)!, TemporaryPrefix(path, jobId) + attempt.ToString(CultureInfo.InvariantCulture) + TemporarySuffix);
        _stream = Guard(() => new FileStream(_temporary, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0));
        Writer = new ByteWriter(Append);
    }

    public ByteWriter Writer { get; }

    /// <summary>Bytes written so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Makes the bytes durable under the temporary name.</summary>
    public void Complete()
    {
        Writer.Flush();
        Guard(() =>
        {
            _stream.Flush(flushToDisk: true);
            _stream.Dispose();
            return true;
        });
    }

    /// <summary>Gives the file its final name, in place of what has it, and makes the name durable. Doing it twice is the same as once.</summary>
    public void Commit()
    {
        Guard(() =>
        {
            if (!_committed)
            {
                File.Move(_temporary, _final, overwrite: true);
                _committed = true;
            }

            FolderSync.Flush(Path.GetDirectoryName(_final)!);
            return true;
        });
    }

    /// <summary>Deletes the temporary file unless it got its final name.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        if (!_committed)
        {
            File.Delete(_temporary);
        }
    }

    /// <summary>Deletes what the attempts of a job left that died before they could.</summary>
    public static void DeleteTemporaries(string path, string jobId)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
        {
            return;
        }

        var prefix = TemporaryPrefix(path, jobId);
        foreach (var file in Directory.EnumerateFiles(folder, "*", new EnumerationOptions { AttributesToSkip = 0 }))
        {
            var name = Path.GetFileName(file);
            if (name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(TemporarySuffix, StringComparison.Ordinal))
            {
                File.Delete(file);
            }
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _stream.Write(bytes);
        }
        catch (IOException e)
        {
            throw Unwritable(e);
        }

        Bytes += bytes.Length;
    }

    private T Guard<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(e);
        }
    }

    private ResultException Unwritable(Exception e) => new($"The result file {_final} cannot be written: {e.Message}", e);

    /// <summary>Begins with a dot, so that no job takes it for an input.</summary>
    private static string TemporaryPrefix(string path, string jobId) => $".{Path.GetFileName(path)}.{jobId}.";
}
