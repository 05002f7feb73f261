namespace Cluster.Silo.Storage.Log;

/// <summary>
/// Data that had been synced is damaged or missing. The log does not open: going on without these records would forget what was
/// acknowledged. Remove the whole folder to let the silo join as an empty replica, or restore the file.
/// </summary>
internal sealed class LogCorruptException(string file, long offset, string detail)
    : IOException($"{file} is damaged at offset {offset}: {detail}. The log does not open, because records that were acknowledged would be lost. " +
        "Restore the file, or remove the whole folder so that the silo comes back empty and catches up from the others.")
{
    public string File { get; } = file;

    public long Offset { get; } = offset;
}
