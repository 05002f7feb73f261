using Cluster.LocalHosting.Logs;
using Microsoft.Extensions.Time.Testing;

namespace Cluster.Tests.LocalHosting;

public sealed class LogStoreTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly LogStore _logs;

    public LogStoreTests() => _logs = new LogStore(_folder.FolderPath, _time);

    public void Dispose()
    {
        _logs.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Append_ALine_IsInTheFileAndInTheTail()
    {
        _logs.Append("silo-1", true, "boom");

        Assert.Equal("2026-01-02T03:04:05.000Z err boom\n", File.ReadAllText(_logs.FileOf("silo-1")));
        var line = Assert.Single(_logs.Tail(n => n == "silo-1", 10));
        Assert.Equal(("silo-1", true, "boom"), (line.Resource, line.IsError, line.Text));
    }

    [Fact]
    public void Tail_OfAGroup_MixesItsResourcesByTime()
    {
        foreach (var name in (string[])["silo-2", "silo-1", "redis", "silo-2"])
        {
            _logs.Append(name, false, name);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        var tail = _logs.Tail(n => n.StartsWith("silo", StringComparison.Ordinal), 2);

        Assert.Equal(["silo-1", "silo-2"], tail.Select(l => l.Resource));
    }

    [Fact]
    public void Append_BeyondWhatIsKept_DropsTheOldestInMemory()
    {
        for (var i = 0; i < LogStore.Kept + 5; i++)
        {
            _logs.Append("redis", false, $"{i}");
        }

        Assert.Equal(LogStore.Kept, _logs.Tail(_ => true, int.MaxValue).Count);
        Assert.Equal("5", _logs.Tail(_ => true, int.MaxValue)[0].Text);
        Assert.Equal(LogStore.Kept + 5, File.ReadAllLines(_logs.FileOf("redis")).Length);
    }

    [Fact]
    public async Task Follow_WhileLinesCome_GivesEachOnceAndEndsWithTheStore()
    {
        _logs.Append("redis", false, "0");
        var seen = new List<string>();
        var first = new TaskCompletionSource();
        var follower = ReadAsync(seen, first);
        await first.Task;
        for (var i = 1; i <= 500; i++)
        {
            _logs.Append("redis", false, $"{i}");
            _logs.Append("pg", false, "not asked for");
        }

        _logs.Dispose();
        await follower;

        Assert.Equal(Enumerable.Range(0, 501).Select(i => $"{i}"), seen);
    }

    private async Task ReadAsync(List<string> seen, TaskCompletionSource first)
    {
        await foreach (var line in _logs.FollowAsync(n => n == "redis", 10, TestContext.Current.CancellationToken))
        {
            seen.Add(line.Text);
            first.TrySetResult();
        }
    }

    [Fact]
    public void Open_ASecondTime_KeepsTheLogOfTheRunBefore()
    {
        _logs.Append("redis", false, "first run");
        _logs.Dispose();
        using var second = new LogStore(_folder.FolderPath, _time);
        second.Append("redis", false, "second run");

        Assert.Contains("second run", File.ReadAllText(second.FileOf("redis")), StringComparison.Ordinal);
        Assert.Contains("first run", File.ReadAllText(Path.Combine(_folder.FolderPath, "redis.1.log")), StringComparison.Ordinal);
    }

    [Fact]
    public void Append_UpToTheLimitOfAFile_BeginsANewOne()
    {
        var line = new string('x', 1024 * 1024);
        for (var i = 0; i < 20; i++)
        {
            _logs.Append("redis", false, line);
        }

        Assert.InRange(new FileInfo(_logs.FileOf("redis")).Length, 1, 5 * 1024 * 1024);
        Assert.InRange(new FileInfo(Path.Combine(_folder.FolderPath, "redis.1.log")).Length, 16 * 1024 * 1024, 18 * 1024 * 1024);
    }
}
