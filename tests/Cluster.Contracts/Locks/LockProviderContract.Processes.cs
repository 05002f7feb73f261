using System.Globalization;
using Cluster.Faults.Locks;
using Cluster.Simulation.Histories;
using Cluster.Tests.Hosting;

namespace Cluster.Contracts.Locks;

/// <summary>What every provider keeps when processes are killed and stopped.</summary>
public abstract partial class LockProviderContract<TSetting>
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(
        Environment.GetEnvironmentVariable("CLUSTER_LOCK_CONTRACT_SECONDS") is { Length: > 0 } seconds ? int.Parse(seconds, CultureInfo.InvariantCulture) : 8);

    [Fact]
    public async Task Holder_InAnotherProcess_ExcludesThisOne_UntilItReleases()
    {
        var mine = await LockAsync();
        using var holder = await Setting.HoldAsync(Name);
        var first = await holder.AcquireAsync();
        Assert.Null(await mine.TryAcquireAsync(TimeSpan.Zero, Cancellation));
        var waiting = mine.AcquireAsync(Patience, Cancellation).AsTask();

        holder.Say("release");
        await holder.ExpectAsync("released");

        await using var held = await waiting;
        Assert.True(held.FencingToken > first);
        holder.Say("try");
        await holder.ExpectAsync("busy");
    }

    [Fact]
    public async Task Holder_Killed_IsFollowedByWhoWaits_WithANewerToken()
    {
        var mine = await LockAsync();
        using var holder = await Setting.HoldAsync(Name);
        var first = await holder.AcquireAsync();
        var waiting = mine.AcquireAsync(Patience, Cancellation).AsTask();
        await Task.Delay(AWhile, Cancellation);
        Assert.False(waiting.IsCompleted);

        holder.Kill();

        await using var held = await waiting;
        Assert.True(held.FencingToken > first);
    }

    [Fact]
    public async Task Waiter_Killed_DoesNotStandInAnybodysWay()
    {
        var (one, other) = (await LockAsync(), await LockAsync());
        using var waiter = await Setting.HoldAsync(Name);
        var held = await one.AcquireAsync(Patience, Cancellation);
        waiter.Say("acquire");
        await Task.Delay(AWhile, Cancellation);
        var behind = other.AcquireAsync(Patience, Cancellation).AsTask();
        await Task.Delay(AWhile, Cancellation);

        waiter.Kill();
        await held.DisposeAsync();

        await using var next = await behind;
        Assert.True(next.FencingToken > held.FencingToken);
    }

    [Fact]
    public async Task ManyProcesses_KilledAndStoppedAtWork_BreakNoPromise()
    {
        using var resource = new FencedResourceServer();
        using var run = new LockContractRun(Setting, resource, processes: 3);
        await Eventually.TrueAsync(() => run.Grants() > 30, "all processes work");

        await run.StrikeAsync(Length, Cancellation);

        var before = run.Grants();
        await Eventually.TrueAsync(() => run.Grants() > before + 30, "locks are granted after all faults have ended");
        var history = run.Stop();
        output.WriteLine($"{history.Entries.Count} operations, {run.Strikes} strikes, {resource.Accepted} accepted and {resource.Refused} refused at the resource");
        Assert.Empty(LockHistoryChecker.Check(history.Entries));
        Assert.True(resource.Accepted > 0);
    }
}
