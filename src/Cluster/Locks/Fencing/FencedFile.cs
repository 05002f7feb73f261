using System.Globalization;
using System.Text;
using Cluster.Storage;

namespace Cluster.Locks.Fencing;

/// <summary>
/// A file that only the newest holder of a lock can replace. Beside it lies <c>NAME.fence</c> with the newest fencing token that was seen. Anybody may read the file as it is.
/// </summary>
/// <remarks>
/// <b>What holds</b>: once a token has been accepted here, no call with an older one changes the file, whichever processes of the machine they come from, and whichever of
/// them are killed or paused; a reader sees the content of one call as a whole; what a call that has returned has written survives a loss of power.
/// <b>What it rests on</b>: a local file system (the token is compared and the file replaced under an operating system's lock on <c>NAME.fence</c>), and that nobody writes
/// past this class. A process that is paused in the middle of a call keeps others waiting until it goes on or is killed.
/// </remarks>
/// <example><code>
/// await using var held = await cluster.Locks.AcquireAsync("report", cancellationToken);
/// await new FencedFile("report.json").WriteAsync(json, held.FencingToken, cancellationToken);
/// </code></example>
public sealed class FencedFile
{
    private const int TokenDigits = 19;
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromMilliseconds(5);

    private readonly string _fence;

    /// <summary>A fenced file. It need not exist yet; its folder has to.</summary>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public FencedFile(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        Path = System.IO.Path.GetFullPath(path);
        _fence = Path + ".fence";
    }

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>Replaces the file's content as a whole.</summary>
    /// <param name="content">The new content.</param>
    /// <param name="token">The fencing token of the lock that guards the file; greater than 0.</param>
    /// <param name="cancellationToken">Cancelled while the call waits for another one, it has changed nothing.</param>
    /// <exception cref="StaleTokenException">A newer token was seen.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> content, long token, CancellationToken cancellationToken = default)
    {
        using var fence = await EnterAsync(token, cancellationToken);
        var temporary = $"{Path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                await file.WriteAsync(content, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, Path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        FolderSync.Flush(System.IO.Path.GetDirectoryName(Path)!);
    }

    /// <inheritdoc cref="WriteAsync(ReadOnlyMemory{byte}, long, CancellationToken)"/>
    public Task WriteAsync(string content, long token, CancellationToken cancellationToken = default) =>
        WriteAsync(Encoding.UTF8.GetBytes(content), token, cancellationToken);

    /// <summary>
    /// Reads the content, or null when there is no file; from now on older tokens are refused, so that what is read can be changed and written back without overwriting
    /// what an older holder writes in between.
    /// </summary>
    /// <exception cref="StaleTokenException">A newer token was seen.</exception>
    public async Task<byte[]?> ReadAsync(long token, CancellationToken cancellationToken = default)
    {
        using var fence = await EnterAsync(token, cancellationToken);
        return File.Exists(Path) ? await File.ReadAllBytesAsync(Path, cancellationToken) : null;
    }

    /// <summary>Takes the fence's lock and moves the fence up to the token; the caller acts and closes it.</summary>
    private async Task<FileStream> EnterAsync(long token, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(token);
        var fence = await OpenAsync(cancellationToken);
        try
        {
            var newest = Read(fence);
            if (token < newest)
                throw new StaleTokenException(Path, token, newest);
            if (token > newest)
                Write(fence, token);
            return fence;
        }
        catch
        {
            await fence.DisposeAsync();
            throw;
        }
    }

    /// <summary>.NET has the operating system lock a file that is opened for one alone, and lets go of it when the process ends, however that happens.</summary>
    private async Task<FileStream> OpenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(_fence, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (IOException e) when (IsInUse(e))
            {
                await Task.Delay(TryAgainAfter, cancellationToken);
            }
        }
    }

    /// <summary>EWOULDBLOCK on Linux and on macOS, ERROR_SHARING_VIOLATION on Windows.</summary>
    private static bool IsInUse(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);

    private long Read(FileStream fence)
    {
        Span<byte> digits = stackalloc byte[TokenDigits];
        return fence.ReadAtLeast(digits, TokenDigits, throwOnEndOfStream: false) switch
        {
            0 => 0, // just made, or its maker was killed before it wrote anything, here or into the file
            TokenDigits when long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var newest) => newest,
            _ => throw new InvalidDataException($"{_fence} should hold a fencing token of {TokenDigits} digits, and does not. Only FencedFile may write to it."),
        };
    }

    /// <summary>Always as many digits, in one piece: whoever is killed here leaves the old token or the new one.</summary>
    private static void Write(FileStream fence, long token)
    {
        fence.Position = 0;
        fence.Write(Encoding.ASCII.GetBytes(token.ToString("D19", CultureInfo.InvariantCulture)));
        fence.Flush(flushToDisk: true);
    }
}
