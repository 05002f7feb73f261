namespace Cluster.Tests.Hosting;

/// <summary>Waits for what is going to happen, generously, since test machines may be slow.</summary>
public static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static Task TrueAsync(Func<Task<bool>> condition, string what) => TrueAsync(condition, () => what);

    /// <summary>The same where more can be told when it did not come true.</summary>
    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string> what)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!await condition())
        {
            Assert.False(limit.IsCancellationRequested, $"Within {Limit} it did not come true that {what()}.");
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    /// <summary>What is found when it is at last what was waited for.</summary>
    public static async Task<T> GivesAsync<T>(Func<Task<T>> find, Func<T, bool> isRight)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            var found = await find();
            if (isRight(found))
                return found;
            Assert.False(limit.IsCancellationRequested, $"Within {Limit} it did not come to what was waited for; last was {found}.");
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    public static Task TrueAsync(Func<bool> condition, string what) => TrueAsync(() => Task.FromResult(condition()), what);
}
