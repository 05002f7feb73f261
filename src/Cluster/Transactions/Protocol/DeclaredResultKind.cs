namespace Cluster.Transactions.Protocol;

/// <summary>What became of a declared transaction.</summary>
internal enum DeclaredResultKind : byte
{
    /// <summary>It was carried out and returned.</summary>
    Returned,

    /// <summary>It was carried out and threw, so it wrote nothing.</summary>
    Threw,

    /// <summary>It can't be carried out, now or ever: what it names is not there. It wrote nothing.</summary>
    Impossible,

    /// <summary>Its session is not known, or not any more: it is not carried out now, but it may have been before.</summary>
    UnknownSession,

    /// <summary>A new session, whose number is the value.</summary>
    Opened,
}
