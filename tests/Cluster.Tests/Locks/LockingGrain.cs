using Cluster.Locks;

namespace Cluster.Tests.Locks;

/// <summary>A grain of a user's that takes locks itself.</summary>
[Alias("Cluster.Tests.ILockingGrain")]
internal interface ILockingGrain : IGrainWithStringKey
{
    [Alias("Count")]
    Task<int> CountAsync();
}

internal sealed class LockingGrain(ClusterClient cluster) : Grain, ILockingGrain
{
    public static int Inside { get; set; }

    public static int Total { get; set; }

    public async Task<int> CountAsync()
    {
        using var owner = LockOwner.Begin(this.GetPrimaryKeyString());
        await using var held = await cluster.Locks.AcquireAsync("grains");
        Assert.Equal(1, ++Inside);
        await Task.Yield();
        Inside--;
        return ++Total;
    }
}
