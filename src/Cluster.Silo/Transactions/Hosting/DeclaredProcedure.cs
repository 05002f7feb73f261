using System.Text;
using Cluster.Silo.Transactions.Protocol;
using Cluster.Transactions;
using Cluster.Transactions.Declared;
using Orleans.Serialization;

namespace Cluster.Silo.Transactions.Hosting;

/// <summary>A user's declared transaction as the sequencer runs it.</summary>
internal sealed class DeclaredProcedure : DeclaredTransaction
{
    private readonly DeclaredCode _code;
    private readonly Serializer _serializer;

    /// <exception cref="InvalidOperationException">It names no state, or too many.</exception>
    public DeclaredProcedure(DeclaredCode code, Serializer serializer)
    {
        (_code, _serializer) = (code, serializer);
        Items = [.. code.States.Select(ItemOf).Distinct()];
        if (Items.Count is 0 or > ClusterTransactions.MaxDeclaredStates)
            throw new InvalidOperationException($"A declared transaction names 1 to {ClusterTransactions.MaxDeclaredStates} states; this one names {Items.Count}.");
    }

    public override IReadOnlyCollection<DeclaredItem> Items { get; }

    public override byte[]? Run(DeclaredItems state) => _code.Run(new DeclaredStates(new Access(state, _serializer)), _serializer);

    /// <summary>The exception as it is, if it can be sent and is not too large; otherwise what it says.</summary>
    public override byte[]? Describe(Exception failure)
    {
        try
        {
            var bytes = _serializer.SerializeToArray(failure);
            if (bytes.Length <= ClusterTransactions.MaxDeclaredResultBytes)
                return bytes;
        }
#pragma warning disable CA1031 // Whatever is wrong with the exception, the caller is to know of it.
        catch (Exception)
#pragma warning restore CA1031
        {
        }

        var told = $"{failure.GetType()}: {failure.Message}";
        return _serializer.SerializeToArray<Exception>(new InvalidOperationException(told[..Math.Min(told.Length, 1000)]));
    }

    /// <summary>What the caller is told of a transaction that can't be carried out.</summary>
    public static byte[] Text(string why) => Encoding.UTF8.GetBytes(why[..Math.Min(why.Length, 4000)]);

    private static DeclaredItem ItemOf(Cluster.Transactions.DeclaredState state) => new(state.Grain.ToString(), state.Name);

    private sealed class Access(DeclaredItems state, Serializer serializer) : IDeclaredAccess
    {
        public T Read<T>(DeclaredState<T> named) =>
            state.Read(ItemOf(named)) is { } bytes ? serializer.Deserialize<T>(bytes)! : TransactionalState<T>.Initial();

        public void Write<T>(DeclaredState<T> named, T value) => state.Write(ItemOf(named), TransactionalState<T>.Check(serializer.SerializeToArray(value), named.Name));
    }
}
