namespace Cluster.Transactions;

/// <summary>
/// A transaction that says ahead which states it touches, and is a function of what they hold. It is sent to a silo, ordered with others, and carried out in a batch with them
/// (<see cref="ClusterTransactions.RunDeclaredAsync{TResult}(IDeclaredTransaction{TResult}, TransactionOptions?, CancellationToken)"/>). Its type is one that Orleans serializes, and that the silos know.
/// </summary>
/// <typeparam name="TResult">What the caller is told: at most <see cref="ClusterTransactions.MaxDeclaredResultBytes"/> bytes as Orleans' serializer writes it.</typeparam>
/// <example><code>
/// [GenerateSerializer, Immutable]
/// public sealed record Transfer([property: Id(0)] IAccountGrain From, [property: Id(1)] IAccountGrain To, [property: Id(2)] long Amount) : IDeclaredTransaction&lt;long&gt;
/// {
///     private DeclaredState&lt;long&gt; Source => DeclaredState.Of&lt;long&gt;(From, "balance");
///
///     private DeclaredState&lt;long&gt; Target => DeclaredState.Of&lt;long&gt;(To, "balance");
///
///     public IEnumerable&lt;DeclaredState&gt; States => [Source, Target];
///
///     public long Run(DeclaredStates states)
///     {
///         var left = states.Update(Source, balance => balance - Amount);
///         if (left &lt; 0)
///             throw new InvalidOperationException("Insufficient funds.");
///         states.Update(Target, balance => balance + Amount);
///         return left;
///     }
/// }
/// </code></example>
public interface IDeclaredTransaction<out TResult>
{
    /// <summary>All states that it reads or writes, at most <see cref="ClusterTransactions.MaxDeclaredStates"/>; the same whenever it is asked.</summary>
    IEnumerable<DeclaredState> States { get; }

    /// <summary>
    /// Reads and writes the declared states. It runs in a silo, between others of its batch, so it is short and only computes: it calls no grain and waits for nothing, and everybody waits for it. It may run several times, of
    /// which one counts, so it has no other effect. When it throws, what it wrote is undone, and the caller gets the exception.
    /// </summary>
    /// <param name="states">What the states hold at the transaction's place in the order.</param>
    TResult Run(DeclaredStates states);
}
