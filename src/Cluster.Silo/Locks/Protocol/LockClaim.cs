using Cluster.Locks;
using Cluster.Locks.Protocol;
using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Locks.Protocol;

/// <summary>A session's claim to a lock, as the shard knows it: it waits in a queue or it holds.</summary>
internal sealed class LockClaim(ShardSession session, long id, LockTerms terms)
{
    public ShardSession Session { get; } = session;

    /// <summary>The client's number for it.</summary>
    public long Id { get; } = id;

    public LockTerms Terms { get; } = terms;

    public required LockQueue Queue { get; init; }

    public long Owner { get; init; }

    public string? OwnerName { get; init; }

    /// <summary>The transaction whose code asked; null when there is none.</summary>
    public TransactionOrigin? Transaction { get; init; }

    /// <summary>Whether somebody said whose it is.</summary>
    public bool IsOwned => Owner != 0 || Transaction is not null;

    public bool TellWanted { get; init; }

    public int TokensWanted { get; init; } = 1;

    /// <summary>When it began to wait or to hold, on the shard's clock.</summary>
    public TimeSpan Since { get; set; }

    /// <summary>The place in the queue; earlier places have smaller numbers, over all activations. 0 when it was granted at once.</summary>
    public long Ticket { get; set; }

    /// <summary>Of a waiter: its client was told the place.</summary>
    public bool KnowsPlace { get; set; }

    /// <summary>The fencing token of a holder, 0 for a waiter.</summary>
    public long Token { get; set; }

    public bool Holds => Token != 0;

    /// <summary>Was granted upgradeable and has become exclusive.</summary>
    public bool Upgraded { get; set; }

    public long UpgradeAttempt { get; set; }

    public TimeSpan UpgradingSince { get; set; }

    public LockMode Mode => Upgraded ? LockMode.Exclusive : Terms.Mode;

    /// <summary>It waits: to hold, or as a holder to be upgraded.</summary>
    public bool Waits => Waiting is not null || Queue.Upgrading == this;

    /// <summary>The holder was told that somebody waits.</summary>
    public bool WasToldWanted { get; set; }

    /// <summary>The link on which the client last confirmed it, when it was not made on that link.</summary>
    public int ConfirmedOn { get; set; }

    /// <summary>Its place in the list of waiters, so that a cancelled wait is removed without a search.</summary>
    public LinkedListNode<LockClaim>? Waiting { get; set; }

    public override string ToString() => $"{Session.Label}/{Id} {Mode} {(Holds ? LockToken.Format(Token) : $"waits at {LockToken.Format(Ticket)}")}";
}
