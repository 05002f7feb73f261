namespace Cluster.Data;

/// <summary>
/// Turns text into pairs of a key (bytes) and a value (a 64-bit integer). Derive from it to run a job of your own.
/// One instance serves one split and is called by one thread at a time.
/// </summary>
public abstract class Mapper
{
    /// <summary>Called once before the first <see cref="Map"/>, with the job's settings.</summary>
    public virtual void Configure(IReadOnlyDictionary<string, string> settings)
    {
    }

    /// <summary>
    /// Called for consecutive chunks of a split. A chunk is a run of whole lines with their LF (the file's last line may lack it);
    /// a line is never cut. The span is valid during the call only.
    /// </summary>
    public abstract void Map(ReadOnlySpan<byte> lines, MapOutput output);

    /// <summary>
    /// Called once for each file, by the split that holds the file's end, after that split's last chunk of the file.
    /// LF separates lines, so a file that is empty or ends in LF has a last line that is empty and that <see cref="Map"/> does not get to see.
    /// </summary>
    public virtual void EndFile(bool lastLineIsEmpty, MapOutput output)
    {
    }
}
