using System.Runtime.CompilerServices;

namespace Cluster.Simulation.Engine;

/// <summary>An interpolated string that is built only when its world traces: most runs do not, and must not pay for it.</summary>
[InterpolatedStringHandler]
internal ref struct TraceText
{
    private DefaultInterpolatedStringHandler _text;

    public TraceText(int literalLength, int formattedCount, World world, out bool wanted)
    {
        wanted = world.Traces;
        _text = wanted ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
    }

    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public string ToText() => _text.ToStringAndClear();
}
