namespace Cluster.Locks.Protocol;

/// <summary>What a queue is for. A lock and a semaphore of the same name have nothing to do with each other.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Locks.LockKey")]
internal readonly record struct LockKey([property: Id(0)] string Name, [property: Id(1)] bool IsSemaphore)
{
    public override string ToString() => IsSemaphore ? $"semaphore {Name}" : Name;
}
