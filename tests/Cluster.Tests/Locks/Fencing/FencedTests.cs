using Cluster.Locks.Fencing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Cluster.Tests.Locks.Fencing;

public sealed class FencedTests
{
    [Fact]
    public void Enter_OlderToken_IsRefusedWithBothTokens()
    {
        var state = new Fenced<List<int>>();
        state.Enter(5, "order 42");
        state.Enter(5, "order 42");
        state.Enter(9, "order 42");

        var stale = Assert.Throws<StaleTokenException>(() => state.Enter(8, "order 42"));

        Assert.Equal(("order 42", 8, 9), (stale.Resource, stale.Token, stale.Newest));
        Assert.Equal(9, state.NewestToken);
    }

    [Fact]
    public void StateAndError_SentBetweenProcesses_StayWhatTheyAre()
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        var state = new Fenced<List<int>> { Value = [1, 2] };
        state.Enter(7, "x");

        var copy = serializer.Deserialize<Fenced<List<int>>>(serializer.SerializeToArray(state))!;
        var error = serializer.Deserialize<StaleTokenException>(serializer.SerializeToArray(new StaleTokenException("x", 1, 2)))!;

        Assert.Equal(7, copy.NewestToken);
        Assert.Equal([1, 2], copy.Value);
        Assert.Equal(("x", 1, 2), (error.Resource, error.Token, error.Newest));
    }
}
