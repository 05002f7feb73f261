using System.CommandLine;
using System.Globalization;
using Cluster.Registers;

namespace Cluster.Cli.Registers;

/// <summary><c>--level strong|bounded:SECONDS|eventual|weak</c>.</summary>
internal sealed class LevelOption : Option<ConsistencyLevel>
{
    private const string Bounded = "bounded:";

    public LevelOption() : base("--level")
    {
        Description = "What is promised: strong, bounded:SECONDS, eventual or weak. Default: strong.";
        HelpName = "LEVEL";
        DefaultValueFactory = _ => ConsistencyLevel.Strong;
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (TryParse(text) is { } level)
            {
                return level;
            }

            result.AddError($"--level {text} is none of strong, bounded:SECONDS (such as bounded:0.5), eventual and weak.");
            return ConsistencyLevel.Strong;
        };
    }

    private static ConsistencyLevel? TryParse(string text) => text switch
    {
        "strong" => ConsistencyLevel.Strong,
        "eventual" => ConsistencyLevel.Eventual,
        "weak" => ConsistencyLevel.Weak,
        _ when text.StartsWith(Bounded, StringComparison.Ordinal)
            && double.TryParse(text[Bounded.Length..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds < TimeSpan.MaxValue.TotalSeconds => ConsistencyLevel.BoundedStaleness(TimeSpan.FromSeconds(seconds)),
        _ => null,
    };
}
