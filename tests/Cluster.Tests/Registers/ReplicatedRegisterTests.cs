using Cluster.Registers;
using Cluster.Tests.Hosting;

namespace Cluster.Tests.Registers;

/// <summary>Registers that are kept in memory, over three silos.</summary>
[Collection(SharedRegisters.Name)]
public sealed class ReplicatedRegisterTests(RegisterCluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ClusterRegisters Registers => cluster.Client.Registers;

    [Fact]
    public async Task Get_OfBothDurabilities_AreTwoRegisters()
    {
        var (durable, replicated) = (Registers.Get<int>("both"), Registers.Get<int>("both", RegisterDurability.Replicated));
        await durable.WriteAsync(1, cancellationToken: Token);
        Assert.False((await replicated.ReadAsync(cancellationToken: Token)).Exists);

        await replicated.WriteAsync(2, cancellationToken: Token);
        Assert.Equal(1, (await durable.ReadAsync(cancellationToken: Token)).Value);
        Assert.Equal(2, (await cluster.Other.Registers.Get<int>("both", RegisterDurability.Replicated).ReadAsync(cancellationToken: Token)).Value);
        Assert.Equal((RegisterDurability.Durable, RegisterDurability.Replicated), (durable.Durability, replicated.Durability));
    }

    [Fact]
    public async Task UpdateAsync_ByManyAtOnce_LosesNone()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(async caller =>
        {
            var client = caller % 2 == 0 ? cluster.Client : cluster.Other;
            for (var round = 0; round < 5; round++)
                await client.Registers.Get<int>("counter", RegisterDurability.Replicated).UpdateAsync(now => now.Value + 1, Token);
        }));

        Assert.Equal(200, (await Registers.Get<int>("counter", RegisterDurability.Replicated).ReadAsync(cancellationToken: Token)).Value);
    }

    [Fact]
    public async Task WeakerLevels_AndBatches_WorkAsForDurableOnes()
    {
        var session = new RegisterSession();
        var register = Registers.Get<string>("weaker", RegisterDurability.Replicated);
        await register.WriteAsync("mine", ConsistencyLevel.Session(session), cancellationToken: Token);
        Assert.Equal("mine", (await cluster.Other.Registers.Get<string>("weaker", RegisterDurability.Replicated).ReadAsync(ConsistencyLevel.Session(session), Token)).Value);
        await Eventually.TrueAsync(
            async () => (await cluster.Other.Registers.Get<string>("weaker", RegisterDurability.Replicated).ReadAsync(ConsistencyLevel.Eventual, Token)).Value == "mine", "the write spreads");

        await Registers.WriteManyAsync(new Dictionary<string, int> { ["one"] = 1, ["two"] = 2 }, durability: RegisterDurability.Replicated, cancellationToken: Token);
        var read = await Registers.ReadManyAsync<int>(["one", "two"], durability: RegisterDurability.Replicated, cancellationToken: Token);
        Assert.Equal((1, 2), (read["one"].Value, read["two"].Value));
        Assert.False((await Registers.Get<int>("one").ReadAsync(cancellationToken: Token)).Exists);
    }

    [Fact]
    public async Task Session_OfARegisterOfOneDurability_SaysNothingOfTheOther()
    {
        var session = new RegisterSession();
        await Registers.Get<int>("apart", RegisterDurability.Replicated).WriteAsync(1, ConsistencyLevel.Session(session), cancellationToken: Token);

        Assert.False((await Registers.Get<int>("apart").ReadAsync(ConsistencyLevel.Session(session), Token)).Exists);
    }

    [Fact]
    public async Task DescribeAsync_TellsItFromTheDurableOneOfItsName()
    {
        await Registers.Get<int>("described").WriteAsync(1, cancellationToken: Token);
        Assert.Null(await Registers.DescribeAsync("described", RegisterType.Replicated, Token));

        var written = await Registers.Get<int>("described", RegisterDurability.Replicated).WriteAsync(2, cancellationToken: Token);
        var (durable, replicated) = (await Registers.DescribeAsync("described", cancellationToken: Token), await Registers.DescribeAsync("described", RegisterType.Replicated, Token));
        Assert.Equal((64, written.Version), (replicated!.Shard - durable!.Shard, replicated.Version));
        Assert.Equal([RegisterType.Value, RegisterType.Replicated], (await Registers.ListAsync("described", cancellationToken: Token)).Select(register => register.Type).Order());
    }

    [Fact]
    public void Get_OfAnUnknownDurability_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => Registers.Get<int>("x", (RegisterDurability)7));
}
