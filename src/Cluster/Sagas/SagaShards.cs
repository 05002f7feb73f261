using System.Text;

namespace Cluster.Sagas;

/// <summary>Which shard of the index lists a saga: FNV-1a over its identity, fixed for ever.</summary>
internal static class SagaShards
{
    public const int Count = 64;

    public static int Of(string sagaId)
    {
        var hash = 2166136261u;
        foreach (var octet in Encoding.UTF8.GetBytes(sagaId))
            hash = (hash ^ octet) * 16777619u;
        return (int)(hash % Count);
    }
}
