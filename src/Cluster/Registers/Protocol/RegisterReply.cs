namespace Cluster.Registers.Protocol;

/// <summary>The answer to one operation.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Version">What the register holds now: its version.</param>
/// <param name="Value">The bytes; null when the register is absent, and for what was just written.</param>
/// <param name="Replica">The silo that carried the operation out.</param>
/// <param name="Staleness">How old what was read may be, as far as that was measured.</param>
/// <param name="Count">What a counter stands at.</param>
/// <param name="Entries">What a set, a map or a multi-value register holds.</param>
/// <param name="Seen">What a session has seen with it, where that is more than the version: a promise that stands beside the value.</param>
/// <param name="VersionsBehind">How many newer versions a read may have missed; null where that was not measured.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.RegisterReply")]
internal sealed record RegisterReply(
    [property: Id(0)] RegisterReplyKind Kind,
    [property: Id(1)] RegisterVersion Version = default,
    [property: Id(2)] byte[]? Value = null,
    [property: Id(3)] string Replica = "",
    [property: Id(4)] TimeSpan? Staleness = null,
    [property: Id(5)] long Count = 0,
    [property: Id(6)] KeyValuePair<string, byte[]>[]? Entries = null,
    [property: Id(7)] RegisterVersion? Seen = null,
    [property: Id(8)] long? VersionsBehind = null)
{
    public static RegisterReply Pending { get; } = new(RegisterReplyKind.Pending);

    public static RegisterReply Unknown { get; } = new(RegisterReplyKind.Unknown);

    public static RegisterReply NotKnown { get; } = new(RegisterReplyKind.NotKnown);

    public static RegisterReply TooStale { get; } = new(RegisterReplyKind.TooStale);

    public static RegisterReply ClockAhead { get; } = new(RegisterReplyKind.ClockAhead);

    public static RegisterReply NoQuorum { get; } = new(RegisterReplyKind.NoQuorum);
}
