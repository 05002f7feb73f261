using Cluster.Transactions.Protocol;

namespace Cluster.Locks.Protocol;

/// <summary>One request for one lock, from the asking to the letting go, on the client's side.</summary>
internal sealed class Claim(long id, LockTerms terms, IClaimListener listener)
{
    /// <summary>Unique and rising within the session.</summary>
    public long Id { get; } = id;

    public LockTerms Terms { get; } = terms;

    public IClaimListener Listener { get; } = listener;

    /// <summary>Whoever both holds and waits, for finding deadlocks; 0 when nobody said.</summary>
    public long Owner { get; init; }

    /// <summary>How people know the owner.</summary>
    public string? OwnerName { get; init; }

    /// <summary>The transaction whose code asks; null when there is none.</summary>
    public TransactionOrigin? Transaction { get; init; }

    /// <summary>Refuse rather than queue.</summary>
    public bool NoWait { get; init; }

    /// <summary>Tell when another client waits.</summary>
    public bool TellWanted { get; init; }

    /// <summary>How many tokens to ask for.</summary>
    public int TokensWanted { get; init; } = 1;

    public ClaimState State { get; internal set; }

    /// <summary>The fencing token, 0 until one was given.</summary>
    public long Token { get; internal set; }

    /// <summary>How many tokens were given with the grant, from <see cref="Token"/> on.</summary>
    public int Tokens { get; internal set; }

    /// <summary>The place in the queue, 0 until the shard gave one.</summary>
    public long Ticket { get; internal set; }

    /// <summary>An upgrade was asked for and not yet granted.</summary>
    public bool Upgrading { get; internal set; }

    /// <summary>How often an upgrade was asked for: the answer to an earlier attempt says nothing about a later one.</summary>
    public long UpgradeAttempt { get; internal set; }

    /// <summary>The claim was upgradeable and is exclusive now.</summary>
    public bool Upgraded { get; internal set; }

    /// <summary>How the claim is held, or is to be.</summary>
    public LockMode Mode => Upgraded ? LockMode.Exclusive : Terms.Mode;

    public override string ToString() => $"claim {Id} {State} {Mode} {Terms.Name} {(Token == 0 ? "" : LockToken.Format(Token))}".TrimEnd();
}
