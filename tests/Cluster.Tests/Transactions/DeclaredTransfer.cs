using Cluster.Transactions;

namespace Cluster.Tests.Transactions;

/// <summary>Moves an amount between two accounts and tells what is left.</summary>
[GenerateSerializer, Immutable]
internal sealed record DeclaredTransfer([property: Id(0)] IAccountGrain From, [property: Id(1)] IAccountGrain To, [property: Id(2)] long Amount) : IDeclaredTransaction<long>
{
    /// <summary>What it does beside: for tests of what it must not.</summary>
    [Id(3)]
    public string? Oddity { get; init; }

    private DeclaredState<long> Source => DeclaredState.Of<long>(From, "balance");

    private DeclaredState<long> Target => DeclaredState.Of<long>(To, Oddity == "no such state" ? "blance" : "balance");

    public IEnumerable<DeclaredState> States => Oddity == "undeclared" ? [Source] : [Source, Target];

    public long Run(DeclaredStates states)
    {
        states.Update(Target, balance => balance + Amount);
        var left = states.Update(Source, balance => balance - Amount);
        return left >= 0 ? left : throw new InvalidOperationException($"The account would stand at {left}.");
    }
}
