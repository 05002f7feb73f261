using System.Threading.Channels;
using Cluster.Locks;

namespace Cluster.Tests.Locks;

public sealed class LeaderElectionTests(LockCluster cluster) : IClassFixture<LockCluster>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CampaignAsync_CandidatesLeadOneAfterAnother_WithRisingTerms_AndObserversHearOfIt()
    {
        var election = cluster.NewClient().LeaderElection("in turn");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var heard = Observe(cluster.NewClient().LeaderElection("in turn"), stop.Token);
        Assert.Null(await NextAsync(heard));

        var first = await election.CampaignAsync("first", Token);
        Assert.Equal(new Leader("first", (await election.GetLeaderAsync(Token))!.Client, first.Term), await NextAsync(heard));
        var second = cluster.NewClient().LeaderElection("in turn").CampaignAsync("second", Token);
        Assert.Null(await election.TryCampaignAsync(TimeSpan.FromMilliseconds(50), "hasty", Token));
        Assert.True(first.IsLeader);

        await first.ResignAsync();
        var leads = await second.WaitAsync(LockCluster.Patience, Token);
        Assert.False(first.IsLeader);
        Assert.True(leads.Term > first.Term);
        Assert.Equal(("second", leads.Term), (await NextLeaderAsync(heard)) is { } seen ? (seen.Candidate, seen.Term) : default);

        await leads.DisposeAsync();
        Assert.Null(await NextAsync(heard));
        Assert.Null(await election.GetLeaderAsync(Token));
        await stop.CancelAsync();
    }

    [Fact]
    public async Task LeaderThatFallsSilent_IsReplacedAfterItsLease_AndIsTold()
    {
        var silent = cluster.NewClient();
        var lost = await silent.LeaderElection("silent").CampaignAsync("silent", Token);
        var next = cluster.NewClient().LeaderElection("silent").CampaignAsync("next", Token);
        silent.Session.Dispose();

        await using var leads = await next.WaitAsync(LockCluster.Patience, Token);

        Assert.True(leads.Term > lost.Term);
        Assert.False(lost.IsLeader);
        Assert.Throws<LeaseLostException>(lost.ThrowIfLost);
    }

    [Fact]
    public async Task CampaignAsync_Cancelled_LeavesNoCandidate()
    {
        var client = cluster.NewClient();
        await using var leads = await client.LeaderElection("cancelled").CampaignAsync("leader", Token);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cluster.NewClient().LeaderElection("cancelled").CampaignAsync("other", soon.Token));
        while (await client.DescribeAsync("election:cancelled", cancellationToken: Token) is not { Waiters.Count: 0 })
            await Task.Delay(10, Token);
    }

    [Fact]
    public async Task CampaignAsync_OfCandidatesUnderOneOwner_IsNoDeadlock()
    {
        // Candidates are on their own: campaigning is not holding, and may take for ever.
        using var owner = LockOwner.Begin("both");
        var client = cluster.NewClient();
        var first = await client.LeaderElection("under an owner").CampaignAsync("first", Token);
        var second = client.LeaderElection("under an owner").CampaignAsync("second", Token);
        await Task.Delay(TimeSpan.FromSeconds(1), Token);
        Assert.False(second.IsCompleted);
        await first.ResignAsync();
        await (await second.WaitAsync(LockCluster.Patience, Token)).ResignAsync();
    }

    [Fact]
    public async Task ObserveAsync_ManyTerms_SeesThemRise_AndTheLast()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var heard = Observe(cluster.NewClient().LeaderElection("many"), stop.Token);
        var clients = new[] { cluster.NewClient(), cluster.NewClient() };
        for (var i = 0; i < 40; i++)
            await (await clients[i % 2].LeaderElection("many").CampaignAsync($"candidate {i}", Token)).ResignAsync();
        await using var last = await clients[0].LeaderElection("many").CampaignAsync("last", Token);

        var newest = 0L;
        while (newest < last.Term)
        {
            var leader = (await NextLeaderAsync(heard))!;
            Assert.True(leader.Term > newest);
            newest = leader.Term;
        }

        await stop.CancelAsync();
    }

    private static ChannelReader<Leader?> Observe(ClusterLeaderElection election, CancellationToken stop)
    {
        var heard = Channel.CreateUnbounded<Leader?>();
        _ = Task.Run(
            async () =>
            {
                try
                {
                    await foreach (var leader in election.ObserveAsync(stop))
                        heard.Writer.TryWrite(leader);
                }
                catch (Exception e)
                {
                    heard.Writer.TryComplete(e);
                }
            },
            CancellationToken.None);
        return heard.Reader;
    }

    private static async Task<Leader?> NextAsync(ChannelReader<Leader?> heard) => await heard.ReadAsync(Token).AsTask().WaitAsync(LockCluster.Patience, Token);

    /// <summary>Between two leaders an observer may, or may not, see that there was none.</summary>
    private static async Task<Leader?> NextLeaderAsync(ChannelReader<Leader?> heard)
    {
        while (true)
        {
            if (await NextAsync(heard) is { } leader)
                return leader;
        }
    }
}
