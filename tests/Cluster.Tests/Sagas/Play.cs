namespace Cluster.Tests.Sagas;

/// <summary>The state of the tests' sagas.</summary>
[GenerateSerializer, Alias("Cluster.Tests.Play")]
public sealed record Play
{
    [Id(0)]
    public string Script { get; init; } = "";

    [Id(1)]
    public IReadOnlyList<string> Notes { get; init; } = [];

    [Id(2)]
    public string? Filler { get; init; }
}
