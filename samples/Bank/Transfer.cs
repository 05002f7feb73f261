using Cluster.Transactions;

namespace Bank;

/// <summary>A transfer that says ahead what it touches. Its states are those of <see cref="AccountGrain"/>, and it checks itself what the grain's methods would.</summary>
[GenerateSerializer, Immutable]
internal sealed record Transfer([property: Id(0)] IAccountGrain From, [property: Id(1)] IAccountGrain To, [property: Id(2)] long Amount) : IDeclaredTransaction<long>
{
    private DeclaredState<long> Source => DeclaredState.Of<long>(From, "balance");

    private DeclaredState<long> Target => DeclaredState.Of<long>(To, "balance");

    public IEnumerable<DeclaredState> States => [Source, Target];

    public long Run(DeclaredStates states)
    {
        states.Update(Target, balance => balance + Amount);
        var left = states.Update(Source, balance => balance - Amount);
        return left >= 0 ? left : throw new InvalidOperationException($"{From.GetPrimaryKeyString()} has too little for that.");
    }
}
