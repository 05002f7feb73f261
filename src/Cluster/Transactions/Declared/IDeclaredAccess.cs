namespace Cluster.Transactions.Declared;

/// <summary>What stands behind <see cref="DeclaredStates"/>.</summary>
internal interface IDeclaredAccess
{
    T Read<T>(DeclaredState<T> state);

    void Write<T>(DeclaredState<T> state, T value);
}
