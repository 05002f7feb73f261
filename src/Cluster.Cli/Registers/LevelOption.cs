using System.CommandLine;
using System.Globalization;
using Cluster.Registers;

namespace Cluster.Cli.Registers;

/// <summary><c>--level strong|bounded:SECONDS|versions:NUMBER|session[:TOKEN]|eventual|weak|replicas:READ/WRITE</c>.</summary>
internal sealed class LevelOption : Option<LevelChoice>
{
    private const string Bounded = "bounded:";
    private const string Versions = "versions:";
    private const string Session = "session";
    private const string Replicas = "replicas:";

    public LevelOption() : base("--level")
    {
        Description = "What is promised: strong, bounded:SECONDS, versions:NUMBER, session[:TOKEN], eventual, weak or replicas:READ/WRITE. Default: strong.";
        HelpName = "LEVEL";
        DefaultValueFactory = _ => new LevelChoice(ConsistencyLevel.Strong);
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (TryParse(text) is { } level)
            {
                return level;
            }

            result.AddError(
                $"--level {text} is none of strong, bounded:SECONDS (such as bounded:0.5), versions:NUMBER (such as versions:3), session, session:TOKEN (as an earlier command printed it), eventual, weak and replicas:READ/WRITE (such as replicas:2/2).");
            return new LevelChoice(ConsistencyLevel.Strong);
        };
    }

    private static LevelChoice? TryParse(string text) => text switch
    {
        "strong" => new(ConsistencyLevel.Strong),
        "eventual" => new(ConsistencyLevel.Eventual),
        "weak" => new(ConsistencyLevel.Weak),
        Session => Of(new RegisterSession()),
        _ when Rest(text, Session + ":") is { } token => TryParseSession(token),
        _ when Rest(text, Bounded) is { } number
            && double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds < TimeSpan.MaxValue.TotalSeconds => new(ConsistencyLevel.BoundedStaleness(TimeSpan.FromSeconds(seconds))),
        _ when Rest(text, Versions) is { } number && Number(number) is { } versions => new(ConsistencyLevel.BoundedStaleness(versions)),
        _ when Rest(text, Replicas)?.Split('/') is [var read, var write] && Number(read) is { } readers && Number(write) is { } writers =>
            new(ConsistencyLevel.Replicas(readers, writers)),
        _ => null,
    };

    private static LevelChoice Of(RegisterSession session) => new(ConsistencyLevel.Session(session), session);

    private static LevelChoice? TryParseSession(string token)
    {
        try
        {
            return Of(RegisterSession.Parse(token));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string? Rest(string text, string prefix) => text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : null;

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
