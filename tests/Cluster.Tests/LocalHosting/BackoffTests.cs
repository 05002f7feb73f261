using Cluster.LocalHosting.Supervision;

namespace Cluster.Tests.LocalHosting;

public sealed class BackoffTests
{
    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(6, 16)]
    [InlineData(7, 30)]
    [InlineData(100, 30)]
    public void After_DeathsInARow_DoublesUpToHalfAMinute(int deaths, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Backoff.After(deaths));

    [Fact]
    public void After_NoDeath_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => Backoff.After(0));
}
