namespace Cluster.Benchmarks.Transactions.Peers;

/// <summary>What an account of Orleans.Transactions holds.</summary>
[GenerateSerializer]
public sealed class PeerBalance
{
    /// <summary>The amount.</summary>
    [Id(0)]
    public long Amount { get; set; }
}
