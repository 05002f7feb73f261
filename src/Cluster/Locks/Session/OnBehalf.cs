using Cluster.Transactions.Protocol;
using Cluster.Transactions.Running;

namespace Cluster.Locks.Session;

/// <summary>Whose a lock is that is asked for in this flow of calls.</summary>
/// <param name="Owner">The owner, or null.</param>
/// <param name="Transaction">The transaction whose code asks, or null.</param>
internal readonly record struct OnBehalf(LockOwner? Owner, TransactionOrigin? Transaction)
{
    public static OnBehalf Current
    {
        get
        {
            var owner = LockOwner.Current;
            if (TransactionScope.Current is not { } scope)
                return new OnBehalf(owner, null);
            if (scope.IsOpen || (owner is not null && !scope.IsOfCaller(owner)))
                return new OnBehalf(owner, scope.Context.Origin);

            // The transaction has ended without this code, which stands alone from now on: what it takes is no more kept by what else the caller waits for.
            return new OnBehalf(LockOwner.Apart(owner?.Name), scope.Context.Origin);
        }
    }

    /// <summary>Whether nobody can be told to hold on to a lock while waiting for another.</summary>
    public bool IsNobody => Owner is null && Transaction is null;
}
