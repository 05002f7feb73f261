namespace Cluster.Sagas;

/// <summary>What a step that succeeded leaves: a change of the state, and messages.</summary>
internal sealed record StepEnd(Func<byte[], byte[]> Change, IReadOnlyList<(string Key, byte[] Content)> Messages);
