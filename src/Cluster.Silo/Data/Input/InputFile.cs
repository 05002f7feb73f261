namespace Cluster.Silo.Data.Input;

/// <summary>A file as it was when the job was planned. Its length and time of change must be the same whenever a split of it is read.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Length">In bytes.</param>
/// <param name="ModifiedTicks">The time of its last change, in UTC ticks.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Data.InputFile")]
internal sealed record InputFile([property: Id(0)] string Path, [property: Id(1)] long Length, [property: Id(2)] long ModifiedTicks)
{
    /// <summary>Reads a file's length and time of change, following links.</summary>
    /// <exception cref="InputException">There is no such file.</exception>
    public static InputFile Of(string path)
    {
        try
        {
            FileSystemInfo info = new FileInfo(path);
            if (info.LinkTarget is { } target)
            {
                info = info.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } file
                    ? file
                    : throw new InputException($"The input file {path} is a link to {target}, which is not a file. Mend the link or take it away.");
            }

            return info.Exists
                ? new InputFile(path, ((FileInfo)info).Length, info.LastWriteTimeUtc.Ticks)
                : throw new InputException($"The input file {path} does not exist.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }
    }

    /// <summary>Throws when the file is not what it was when the job was planned.</summary>
    public void ThrowIfChanged()
    {
        var now = Of(Path);
        if (now.Length != Length)
        {
            throw new InputException(
                $"The input file {Path} changed while the job ran: it had {Length:N0} bytes and has {now.Length:N0} now. Run the job again once the file rests.");
        }

        if (now.ModifiedTicks != ModifiedTicks)
        {
            throw new InputException($"The input file {Path} was written to while the job ran. Run the job again once the file rests.");
        }
    }

    public static InputException Unreadable(string path, Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => new InputException($"The input file {path} does not exist any more.", e),
        UnauthorizedAccessException => new InputException($"The input file {path} cannot be read: the silo lacks the permission, or it is no file.", e),
        _ => new InputException($"The input file {path} cannot be read: {e.Message}", e),
    };
}
