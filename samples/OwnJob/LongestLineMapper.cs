using Cluster.Data;

namespace OwnJob;

/// <summary>
/// Emits each line's length in bytes under its first letter, in lower case; lines that start with anything else are left out.
/// Together with <see cref="GreatestReducer"/>: how long is the longest line for each letter?
/// </summary>
public sealed class LongestLineMapper : Mapper
{
    private const byte LineFeed = (byte)'\n';

    /// <inheritdoc />
    public override void Map(ReadOnlySpan<byte> lines, MapOutput output)
    {
        // A chunk is whole lines; the last line of a file may lack its line feed.
        while (!lines.IsEmpty)
        {
            var end = lines.IndexOf(LineFeed);
            var line = end < 0 ? lines : lines[..end];
            lines = end < 0 ? [] : lines[(end + 1)..];
            if (line is [var first, ..] && char.IsAsciiLetter((char)first))
            {
                output.Emit([(byte)char.ToLowerInvariant((char)first)], line.Length);
            }
        }
    }
}
