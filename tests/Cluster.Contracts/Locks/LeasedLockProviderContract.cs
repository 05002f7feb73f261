using System.Globalization;

namespace Cluster.Contracts.Locks;

/// <summary>What a provider keeps besides when its locks have leases.</summary>
public abstract class LeasedLockProviderContract<TSetting>(TSetting setting, ITestOutputHelper output) : LockProviderContract<TSetting>(setting, output)
    where TSetting : LockProviderSetting
{
    [Fact]
    public async Task Holder_StoppedForLongerThanItsLease_LosesTheLockAndLearnsSo()
    {
        var mine = await LockAsync();
        using var holder = await Setting.HoldAsync(Name);
        var first = await holder.AcquireAsync();

        holder.Signal("STOP");
        await using var held = await mine.AcquireAsync(Patience, Cancellation);
        holder.Signal("CONT");

        await holder.ExpectAsync(string.Create(CultureInfo.InvariantCulture, $"lost {first}"));
        Assert.True(held.FencingToken > first);
        Assert.Equal("busy", await holder.TryAsync());
    }
}
