namespace Cluster.Bank;

/// <summary>Tells of a transfer.</summary>
[GenerateSerializer, Alias("Cluster.Bank.Notice")]
internal sealed record Notice
{
    /// <summary>How many boards a bank has.</summary>
    public const int Boards = 32;

    /// <summary>On which board it is pinned.</summary>
    [Id(0)]
    public int Board { get; init; }

    /// <summary>The register with a board's notices: the key of each, and how often it was handed over.</summary>
    public static string NameOf(int board) => $"bank/notices/{board}";
}
