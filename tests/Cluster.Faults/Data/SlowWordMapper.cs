using System.Globalization;
using Cluster.Data;

namespace Cluster.Faults.Data;

/// <summary>
/// Counts the words of lines, with ample time for each chunk (the setting <c>milliseconds</c>), so that a test can strike while a job is at work.
/// Loaded by the silos from their folder of job assemblies.
/// </summary>
public sealed class SlowWordMapper : Mapper
{
    private TimeSpan _pause;

    public override void Configure(IReadOnlyDictionary<string, string> settings) =>
        _pause = TimeSpan.FromMilliseconds(int.Parse(settings["milliseconds"], CultureInfo.InvariantCulture));

    public override void Map(ReadOnlySpan<byte> lines, MapOutput output)
    {
        Thread.Sleep(_pause);
        foreach (var range in lines.SplitAny(" \n"u8))
        {
            if (!lines[range].IsEmpty)
            {
                output.Emit(lines[range], 1);
            }
        }
    }
}
