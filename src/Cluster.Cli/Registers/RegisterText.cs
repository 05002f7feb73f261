using System.Globalization;
using Cluster.Registers;

namespace Cluster.Cli.Registers;

/// <summary>Registers in words.</summary>
internal static class RegisterText
{
    public static string Type(RegisterType type) => type switch
    {
        RegisterType.GrowOnlyCounter => "grow-only-counter",
        RegisterType.MultiValue => "multi-value",
        _ => type.ToString().ToLowerInvariant(),
    };

    public static string Level(ConsistencyKind level) => level == ConsistencyKind.BoundedStaleness ? "bounded" : level.ToString().ToLowerInvariant();

    public static string Latency(TimeSpan? latency) => latency switch
    {
        null => "-",
        { Ticks: long.MaxValue } => "failed",
        { } time => $"{time.TotalMilliseconds.ToString("0.##", CultureInfo.InvariantCulture)} ms",
    };

    public static string Version(RegisterVersion version) => version == RegisterVersion.None ? "-" : version.ToString();

    /// <summary>How many of the replicas hold the newest.</summary>
    public static string Agreement(RegisterStatus register)
    {
        var (behind, silent) = (register.Replicas.Count(replica => replica.IsBehind), register.Replicas.Count(replica => !replica.IsReachable));
        return (behind, silent) switch
        {
            (0, 0) => "agree",
            (_, 0) => $"{behind} behind",
            (0, _) => $"{silent} not reached",
            _ => $"{behind} behind, {silent} not reached",
        };
    }

    public static string Standing(RegisterReplicaStatus replica) => replica switch
    {
        { IsReachable: false } => "not reached",
        { Votes: false } => "catching up",
        { IsBehind: true } => "behind",
        _ => "agrees",
    };
}
