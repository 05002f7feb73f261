using Cluster.Registers.Calling;

namespace Cluster.Tests.Registers;

public sealed class GatheringTests
{
    [Fact]
    public void Together_OnAFreeThread_DoesWhatWasBegunAfterwards_AndWhatThatBegins()
    {
        var done = new List<string>();
        var second = new Work(() => done.Add("second"));
        var first = new Work(() =>
        {
            done.Add("first");
            Gathering.Begin(second);
        });

        Gathering.Together(done, said =>
        {
            Gathering.Begin(first);
            said.Add("said");
        }, isFree: true);

        Assert.Equal(["said", "first", "second"], done);
    }

    [Fact]
    public async Task Together_OnABusyThread_LeavesWhatWasBegunToThePool()
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);

        Gathering.Together(done, begun => Gathering.Begin(new Work(() => begun.SetResult(Thread.CurrentThread.IsThreadPoolThread))), isFree: false);

        Assert.True(await done.Task);
    }

    [Fact]
    public async Task Together_ThatThrows_BeginsTheRestAllTheSame_AndHoldsNothingAfterwards()
    {
        var (begun, later) = (new TaskCompletionSource(), new TaskCompletionSource());

        Assert.Throws<InvalidOperationException>(() => Gathering.Together(begun, held =>
        {
            Gathering.Begin(new Work(held.SetResult));
            throw new InvalidOperationException();
        }, isFree: true));
        Gathering.Begin(new Work(later.SetResult));

        await begun.Task;
        await later.Task;
    }

    private sealed class Work(Action work) : IThreadPoolWorkItem
    {
        public void Execute() => work();
    }
}
