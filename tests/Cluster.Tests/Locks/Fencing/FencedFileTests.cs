using System.Text;
using Cluster.Locks.Fencing;
using Cluster.Tests.Hosting;

namespace Cluster.Tests.Locks.Fencing;

public sealed class FencedFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Path => _folder.File("guarded.txt");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task WriteAsync_NewerOrEqualToken_ReplacesTheFile()
    {
        var file = new FencedFile(Path);
        await file.WriteAsync("one", 7, Token);
        await file.WriteAsync("two", 7, Token);
        await new FencedFile(Path).WriteAsync("three", long.MaxValue, Token);

        Assert.Equal("three", await File.ReadAllTextAsync(Path, Token));
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.tmp"));
    }

    [Fact]
    public async Task WriteAsync_OlderToken_IsRefusedWithBothTokens_AndChangesNothing()
    {
        await new FencedFile(Path).WriteAsync("new", 8, Token);

        var stale = await Assert.ThrowsAsync<StaleTokenException>(() => new FencedFile(Path).WriteAsync("old", 7, Token));

        Assert.Equal((Path, 7, 8), (stale.Resource, stale.Token, stale.Newest));
        Assert.Contains("token 7", stale.Message, StringComparison.Ordinal);
        Assert.Contains("seen 8", stale.Message, StringComparison.Ordinal);
        Assert.Equal("new", await File.ReadAllTextAsync(Path, Token));
    }

    [Fact]
    public async Task ReadAsync_KeepsOlderHoldersFromWriting_AfterIt()
    {
        var file = new FencedFile(Path);
        Assert.Null(await file.ReadAsync(5, Token));
        await file.WriteAsync("five", 5, Token);

        Assert.Equal("five", Encoding.UTF8.GetString((await file.ReadAsync(6, Token))!));
        await Assert.ThrowsAsync<StaleTokenException>(() => file.WriteAsync("five again", 5, Token));
    }

    [Fact]
    public async Task WriteAsync_ManyAtOnce_TheNewestTokenHasTheLastWord_AndNobodyReadsAPart()
    {
        using var done = new CancellationTokenSource();
        await new FencedFile(Path).WriteAsync(new string('a', 20_000), 1, Token);
        var reader = Task.Run(
            async () =>
            {
                while (!done.IsCancellationRequested)
                {
                    var text = await File.ReadAllTextAsync(Path);
                    Assert.Equal(20_000, text.Length);
                    Assert.Single(text.Distinct());
                }
            },
            Token);
        var newest = 0L;
        await Parallel.ForEachAsync(Enumerable.Range(1, 60), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token }, async (i, token) =>
        {
            try
            {
                await new FencedFile(Path).WriteAsync(new string((char)('a' + (i % 26)), 20_000), i, token);
                Interlocked.Exchange(ref newest, Math.Max(newest, i));
            }
            catch (StaleTokenException stale)
            {
                Assert.True(stale.Newest > i);
            }
        });
        await done.CancelAsync();
        await reader;

        Assert.Equal((char)('a' + (60 % 26)), (await File.ReadAllTextAsync(Path, Token))[0]);
        await Assert.ThrowsAsync<StaleTokenException>(() => new FencedFile(Path).WriteAsync("", 59, Token));
    }

    [Fact]
    public async Task WriteAsync_Cancelled_WhileAnotherIsInside_ChangesNothing()
    {
        await new FencedFile(Path).WriteAsync("before", 1, Token);
        await using (new FileStream(Path + ".fence", FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new FencedFile(Path).WriteAsync("after", 2, soon.Token));
        }

        Assert.Equal("before", await File.ReadAllTextAsync(Path, Token));
        await new FencedFile(Path).WriteAsync("once more", 1, Token);
    }

    [Fact]
    public async Task WriteAsync_FenceThatIsNone_SaysSo()
    {
        await File.WriteAllTextAsync(Path + ".fence", "not a token", Token);
        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => new FencedFile(Path).WriteAsync("", 1, Token));
        Assert.Contains(".fence", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task WriteAsync_NoToken_IsRefused(long token) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => new FencedFile(Path).WriteAsync("", token, Token));
}
