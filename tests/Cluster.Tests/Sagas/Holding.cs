namespace Cluster.Tests.Sagas;

[GenerateSerializer, Alias("Cluster.Tests.Holding")]
public sealed record Holding
{
    [Id(0)]
    public int Free { get; init; }

    [Id(1)]
    public int Reserved { get; init; }
}
