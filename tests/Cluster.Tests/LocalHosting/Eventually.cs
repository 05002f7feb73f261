using System.Diagnostics;

namespace Cluster.Tests.LocalHosting;

/// <summary>Waits for what another process or task brings about.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static async Task TrueAsync(Func<bool> condition, string expectation)
    {
        var began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Limit, $"Not within {Limit.TotalSeconds} s: {expectation}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
