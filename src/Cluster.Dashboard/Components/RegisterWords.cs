using Cluster.Registers;

namespace Cluster.Dashboard.Components;

/// <summary>Registers in words.</summary>
internal static class RegisterWords
{
    public static string Level(ConsistencyKind level) => level switch
    {
        ConsistencyKind.BoundedStaleness => "bounded staleness",
        ConsistencyKind.Replicas => "replicas (N, R, W)",
        _ => level.ToString().ToLowerInvariant(),
    };

    public static string Type(RegisterType type) => type switch
    {
        RegisterType.GrowOnlyCounter => "grow-only counter",
        RegisterType.MultiValue => "multi-value",
        _ => type.ToString().ToLowerInvariant(),
    };

    /// <summary>A duration that may be far below a millisecond.</summary>
    public static string Short(TimeSpan duration) => duration switch
    {
        { TotalMicroseconds: < 1.5 } => "0",
        { TotalMilliseconds: < 1 } => $"{duration.TotalMicroseconds:0} µs",
        { TotalMilliseconds: < 9.95 } => FormattableString.Invariant($"{duration.TotalMilliseconds:0.0} ms"),
        _ => Format.Duration(duration),
    };

    /// <summary>How a replica stands, in a word or two.</summary>
    public static string Standing(RegisterReplicaStatus replica) => replica switch
    {
        { IsReachable: false } => "not reached",
        { Votes: false } => "catching up",
        { IsBehind: true, BehindFor: { } by } => $"behind for {Short(by)}",
        { IsBehind: true } => "differs",
        _ => "agrees",
    };

    public static Tone ToneOf(RegisterReplicaStatus replica) => replica switch
    {
        { IsReachable: false } => Tone.Bad,
        { Votes: false } => Tone.Busy,
        { IsBehind: true } => Tone.Warn,
        _ => Tone.Good,
    };
}
