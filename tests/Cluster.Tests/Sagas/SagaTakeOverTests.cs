using Cluster.Sagas;
using Cluster.Tests.Hosting;

namespace Cluster.Tests.Sagas;

/// <summary>Sagas whose silo goes, and those that the silo which takes over does not know.</summary>
public sealed class SagaTakeOverTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Saga_WhoseSiloStops_GoesOnElsewhere_AndOneOfUnknownVersion_SaysSo()
    {
        await using var cluster = new EmbeddedCluster();
        var settings = new Dictionary<string, string?> { ["Cluster:Registers:Timeout"] = "00:01:00" };
        var first = await cluster.StartSiloAsync("silo-1", silo => SagaCluster.Configure(silo), settings);
        var client = await cluster.StartClientAsync(settings: settings);
        var (one, other) = ($"take-{Guid.NewGuid():N}"[..16], $"gone-{Guid.NewGuid():N}"[..16]);
        var gate = new TaskCompletionSource();
        Script.Of(one).On("two", (number, token) => number == 1 ? Task.Delay(Timeout.Infinite, token) : gate.Task.WaitAsync(token));
        Script.Of(other).On("one", (_, token) => Task.Delay(Timeout.Infinite, token));
        var saga = await client.Sagas.StartAsync("scripted", one, new Play { Script = one }, Token);
        var forgotten = await client.Sagas.StartAsync("forgotten", other, new Play { Script = other }, Token);
        await Eventually.TrueAsync(() => Script.Of(one).Count("two") > 0 && Script.Of(other).Count("one") > 0, "both sagas run");

        await cluster.StartSiloAsync("silo-2", silo => silo.AddSaga<ScriptedSaga>().AddOutboxHandler<Letter, LetterBox>(), settings);
        await Eventually.TrueAsync(() => IsHeldByTwoAsync(client), "both silos hold the registers");
        await cluster.StopAsync(first);
        await Eventually.TrueAsync(() => Script.Of(one).Count("two") > 1, "the other silo takes the saga over without anybody asking for it");
        gate.SetResult();
        Assert.Equal(SagaState.Completed, (await saga.WaitAsync(Token)).State);
        Assert.Equal(1, Script.Of(one).Count("one"));

        await Eventually.TrueAsync(async () => (await forgotten.GetStatusAsync(Token)).Problem is not null, "the saga that nobody knows says so");
        Assert.Contains("No saga 'forgotten' is registered", (await forgotten.GetStatusAsync(Token)).Problem, StringComparison.Ordinal);
    }

    private static async Task<bool> IsHeldByTwoAsync(ClusterClient client)
    {
        try
        {
            await client.Registers.Get<int>("held").WriteAsync(1, Cluster.Registers.ConsistencyLevel.Replicas(read: 2, write: 2), cancellationToken: Token);
            return true;
        }
        catch (ClusterException)
        {
            return false;
        }
    }
}
