namespace Cluster.Silo.Registers.Protocol;

/// <summary>A page of a sealed replica's registers, in the order of their names.</summary>
internal sealed record FetchResponse(FetchAnswer Answer, long Epoch, IReadOnlyList<KeyValuePair<string, RegisterState>> Registers, bool IsLast);
