namespace Cluster.Tests.Sagas;

[GenerateSerializer, Alias("Cluster.Tests.Letter")]
public sealed record Letter
{
    [Id(0)]
    public string Script { get; init; } = "";
}
