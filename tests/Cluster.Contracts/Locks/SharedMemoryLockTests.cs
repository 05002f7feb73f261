using Cluster.Locks;
using Cluster.Locks.SharedMemory;

namespace Cluster.Contracts.Locks;

public sealed class SharedMemoryLockTests(SharedMemoryLockTests.Provider setting, ITestOutputHelper output)
    : LockProviderContract<SharedMemoryLockTests.Provider>(setting, output)
{
    [Fact]
    public async Task Holder_Stopped_KeepsTheLock_UntilItIsKilled()
    {
        var mine = await LockAsync();
        using var holder = await Setting.HoldAsync(Name);
        var first = await holder.AcquireAsync();

        holder.Signal("STOP");
        Assert.Null(await mine.TryAcquireAsync(TimeSpan.FromSeconds(3), Cancellation));
        var waiting = mine.AcquireAsync(Patience, Cancellation).AsTask();
        holder.Kill();

        await using var held = await waiting;
        Assert.True(held.FencingToken > first);
    }

    public sealed class Provider : LockProviderSetting
    {
        public Provider()
        {
            if (!OperatingSystem.IsLinux())
                WhyNot = "Locks in shared memory need Linux.";
        }

        public override bool HasLease => false;

        protected override IReadOnlyList<string> Arguments => ["--provider", "shared-memory", "--at", Folder.File("locks")];

        public override ValueTask<IFencedLockProvider> OpenAsync() => new(new SharedMemoryLocks(Folder.File("locks")));
    }
}
