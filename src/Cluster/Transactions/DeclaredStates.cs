using Cluster.Transactions.Declared;

namespace Cluster.Transactions;

/// <summary>The states of a declared transaction while it runs. Not safe for use by several threads, or after it has returned.</summary>
public sealed class DeclaredStates
{
    private readonly IDeclaredAccess _access;

    internal DeclaredStates(IDeclaredAccess access) => _access = access;

    /// <summary>What the state holds: what this transaction has written, or those before it. A state that was never written holds what <see cref="ITransactionalState{T}"/> says. The value is the transaction's own copy.</summary>
    /// <exception cref="InvalidOperationException">The state is not declared.</exception>
    public T Read<T>(DeclaredState<T> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return _access.Read(state);
    }

    /// <summary>Writes a state; nobody else sees it before the transaction has committed.</summary>
    /// <exception cref="InvalidOperationException">The state is not declared.</exception>
    /// <exception cref="ArgumentException">The value has more than <see cref="ClusterTransactions.MaxStateBytes"/> bytes.</exception>
    public void Write<T>(DeclaredState<T> state, T value)
    {
        ArgumentNullException.ThrowIfNull(state);
        _access.Write(state, value);
    }

    /// <summary>Reads, changes and writes.</summary>
    /// <param name="state">The state.</param>
    /// <param name="change">Gives the new value for the present one.</param>
    /// <returns>The new value.</returns>
    /// <inheritdoc cref="Write" path="/exception"/>
    public T Update<T>(DeclaredState<T> state, Func<T, T> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var value = change(Read(state));
        Write(state, value);
        return value;
    }
}
