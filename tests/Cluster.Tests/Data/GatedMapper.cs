using Cluster.Data;

namespace Cluster.Tests.Data;

/// <summary>Counts words as the built-in mapper does, but waits with each chunk while the file named by the setting <c>gate</c> exists.</summary>
public sealed class GatedMapper : Mapper
{
    private readonly WordCountMapper _words = new();
    private string _gate = "";

    public override void Configure(IReadOnlyDictionary<string, string> settings) => _gate = settings["gate"];

    public override void Map(ReadOnlySpan<byte> lines, MapOutput output)
    {
        while (File.Exists(_gate))
        {
            Thread.Sleep(10);
        }

        _words.Map(lines, output);
    }
}
