namespace Cluster.Locks.Protocol;

/// <summary>Hears what becomes of a claim. Called while the link works: note it and return, and do not call the link.</summary>
internal interface IClaimListener
{
    /// <summary>The claim waits and has a place in the queue.</summary>
    void Queued(Claim claim);

    /// <summary>The claim holds; or it already held and now does so exclusively, with a new token.</summary>
    void Granted(Claim claim);

    /// <summary>The claim will not be granted and is over; or, when it holds, its upgrade will not be granted and it holds as before.</summary>
    void Refused(Claim claim, LockReason reason, string? detail);

    /// <summary>The claim held and no longer does. It is over.</summary>
    void Lost(Claim claim, LockReason reason, string? detail);

    /// <summary>Another client waits for what the claim holds.</summary>
    void Wanted(Claim claim);

    /// <summary>The claim may use further tokens: <paramref name="count"/> from <paramref name="first"/> on.</summary>
    void MoreTokens(Claim claim, long first, int count);
}
