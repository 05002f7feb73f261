using System.Globalization;
using Cluster.Registers;

namespace Cluster.Dashboard.Api;

/// <summary>Levels of consistency as texts.</summary>
internal static class RegisterLevels
{
    public const string Session = "session";

    private const string Bounded = "bounded:";
    private const string Replicas = "replicas:";

    /// <summary>The level, and with a session the session, which is new when none was given.</summary>
    /// <exception cref="ArgumentException">The text is no level, or says another than session though there is one.</exception>
    public static (ConsistencyLevel Level, RegisterSession? Session) Parse(string text, RegisterSession? session)
    {
        if (text.Equals(Session, StringComparison.OrdinalIgnoreCase))
        {
            session ??= new RegisterSession();
            return (ConsistencyLevel.Session(session), session);
        }

        if (session is not null)
        {
            throw new ArgumentException($"The header {RegisterEndpoints.SessionHeader} is for the level session; this request asks for {text}. Leave one of the two out.");
        }

        return (ParsePlain(text), null);
    }

    private static ConsistencyLevel ParsePlain(string text)
    {
        switch (text.ToLowerInvariant())
        {
            case "" or "strong":
                return ConsistencyLevel.Strong;
            case "eventual":
                return ConsistencyLevel.Eventual;
            case "weak":
                return ConsistencyLevel.Weak;
        }

        if (text.StartsWith(Bounded, StringComparison.OrdinalIgnoreCase)
            && double.TryParse(text.AsSpan(Bounded.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds < TimeSpan.MaxValue.TotalSeconds)
        {
            return ConsistencyLevel.BoundedStaleness(TimeSpan.FromSeconds(seconds));
        }

        if (text.StartsWith(Replicas, StringComparison.OrdinalIgnoreCase)
            && text[Replicas.Length..].Split(',') is [var reads, var writes]
            && Number(reads) is { } read
            && Number(writes) is { } write)
        {
            return ConsistencyLevel.Replicas(read, write);
        }

        throw new ArgumentException($"level is {text}; it must be strong, bounded:SECONDS (such as bounded:0.5), session, eventual, weak or replicas:READ,WRITE (such as replicas:2,2).");
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
