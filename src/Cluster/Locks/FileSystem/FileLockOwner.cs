using System.Text.Json;
using Cluster.Locks.Local;

namespace Cluster.Locks.FileSystem;

/// <summary>Who holds a lock, for people and for those who can tell that the process is no more.</summary>
internal sealed record FileLockOwner(ProcessIdentity Process, DateTimeOffset GrantedAt, TimeSpan Lease)
{
    /// <summary>A beat has this many characters, so that the next one overwrites it in place.</summary>
    private const int BeatWidth = 20;

    /// <summary>One line with the number of the beat, so that it can be overwritten alone, and one with all else.</summary>
    public string Write() => $"{WriteBeat(0)}\n{JsonSerializer.Serialize(this)}\n";

    public static string WriteBeat(long count) => count.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(BeatWidth);

    /// <summary>The owner, or null when it has not been written whole.</summary>
    public static FileLockOwner? TryRead(string text)
    {
        if (text.Length <= BeatWidth)
            return null;
        try
        {
            return JsonSerializer.Deserialize<FileLockOwner>(text.AsSpan(BeatWidth));
        }
        catch (JsonException)
        {
            return null; // its writer was killed in the middle of it, or writes it at this moment
        }
    }
}
