using Cluster.Transactions;

namespace Cluster.Bank;

/// <summary>Reads lists, and appends to some of them.</summary>
/// <param name="Lists">The lists.</param>
/// <param name="Elements">What is appended to each; 0 for nothing.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Bank.BankSteps")]
internal sealed record BankSteps([property: Id(0)] IBankAccount[] Lists, [property: Id(1)] int[] Elements) : IDeclaredTransaction<int[][]>
{
    public IEnumerable<DeclaredState> States => Lists.Select(StateOf);

    public int[][] Run(DeclaredStates states) => [.. Lists.Zip(Elements, (list, element) =>
    {
        var before = states.Read(StateOf(list)) ?? [];
        if (element != 0)
            states.Write(StateOf(list), [.. before, element]);
        return before;
    })];

    private static DeclaredState<int[]> StateOf(IBankAccount list) => DeclaredState.Of<int[]>(list, "list");
}
