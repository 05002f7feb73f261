namespace Cluster.Transactions.Protocol;

/// <summary>
/// A participant's own name for what one transaction does there. It is never used twice: the epoch rises with each activation. A session that
/// ended unprepared is therefore over for good, whatever late message names it, and nothing has to be remembered of it.
/// </summary>
[GenerateSerializer, Immutable, Alias("Cluster.Transactions.SessionId")]
internal readonly record struct SessionId([property: Id(0)] long Epoch, [property: Id(1)] long Number) : IComparable<SessionId>
{
    public int CompareTo(SessionId other) => Epoch == other.Epoch ? Number.CompareTo(other.Number) : Epoch.CompareTo(other.Epoch);

    public override string ToString() => $"{Epoch}:{Number}";

    public static bool operator <(SessionId left, SessionId right) => left.CompareTo(right) < 0;

    public static bool operator >(SessionId left, SessionId right) => left.CompareTo(right) > 0;

    public static bool operator <=(SessionId left, SessionId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(SessionId left, SessionId right) => left.CompareTo(right) >= 0;
}
