using System.Globalization;
using Cluster.Data;

namespace Cluster.Programs.Data;

/// <summary>
/// Counts the words of lines, with time for each chunk (the setting <c>milliseconds</c>), and holds the chunk with the word <see cref="Held"/> until
/// there is a file of the name in the setting <c>gate</c>: until then the job cannot have ended, whatever a test does to its silos.
/// Loaded by the silos from their folder of job assemblies.
/// </summary>
public sealed class SlowWordMapper : Mapper
{
    public const string Held = "held";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);
    private TimeSpan _pause;
    private string _gate = "";

    public override void Configure(IReadOnlyDictionary<string, string> settings)
    {
        _pause = TimeSpan.FromMilliseconds(int.Parse(settings["milliseconds"], CultureInfo.InvariantCulture));
        _gate = settings["gate"];
    }

    public override void Map(ReadOnlySpan<byte> lines, MapOutput output)
    {
        Thread.Sleep(_pause);
        while (lines.IndexOf("held"u8) >= 0 && !File.Exists(_gate))
        {
            Thread.Sleep(Look);
        }

        foreach (var range in lines.SplitAny(" \n"u8))
        {
            if (!lines[range].IsEmpty)
            {
                output.Emit(lines[range], 1);
            }
        }
    }
}
