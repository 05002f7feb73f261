using Orleans.Serialization;

namespace Cluster.Transactions.Declared;

/// <summary>A declared transaction as it travels, whatever its result is.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Transactions.DeclaredCode")]
internal abstract class DeclaredCode
{
    public abstract IEnumerable<DeclaredState> States { get; }

    /// <summary>Runs it.</summary>
    /// <returns>The result, serialized.</returns>
    public abstract byte[] Run(DeclaredStates states, Serializer serializer);
}

/// <summary>A declared transaction with its result's type.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Transactions.DeclaredCode`1")]
internal sealed class DeclaredCode<TResult>(IDeclaredTransaction<TResult> transaction) : DeclaredCode
{
    [Id(0)]
    private readonly IDeclaredTransaction<TResult> _transaction = transaction;

    public override IEnumerable<DeclaredState> States => _transaction.States;

    public override byte[] Run(DeclaredStates states, Serializer serializer)
    {
        var bytes = serializer.SerializeToArray(_transaction.Run(states));
        return bytes.Length <= ClusterTransactions.MaxDeclaredResultBytes
            ? bytes
            : throw new InvalidOperationException(
                $"The result of a declared transaction has at most {ClusterTransactions.MaxDeclaredResultBytes:N0} bytes when it is serialized; that of {_transaction.GetType()} has {bytes.Length:N0}. Nothing was written.");
    }
}
