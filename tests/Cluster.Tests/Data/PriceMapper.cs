using System.Buffers.Text;
using Cluster.Data;

namespace Cluster.Tests.Data;

/// <summary>Reads lines <c>price name</c> and emits the price under the name, times the setting <c>factor</c>.</summary>
public sealed class PriceMapper : Mapper
{
    private long _factor = 1;

    public override void Configure(IReadOnlyDictionary<string, string> settings) => _factor = long.Parse(settings.GetValueOrDefault("factor", "1"));

    public override void Map(ReadOnlySpan<byte> lines, MapOutput output)
    {
        foreach (var range in lines.Split((byte)'\n'))
        {
            var line = lines[range];
            if (line.IsEmpty)
            {
                continue;
            }

            if (!Utf8Parser.TryParse(line, out long price, out var length))
            {
                throw new FormatException("A line must begin with a price.");
            }

            output.Emit(line[(length + 1)..], price * _factor);
        }
    }
}
