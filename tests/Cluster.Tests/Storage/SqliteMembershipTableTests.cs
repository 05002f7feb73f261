#pragma warning disable CS0618 // The obsolete names are the ones that a table must implement; the others forward to them.

using Cluster.Silo.Storage;
using Cluster.Storage;
using Cluster.Tests.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Configuration;

namespace Cluster.Tests.Storage;

public sealed class SqliteMembershipTableTests : MembershipTableContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 3, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task InitializeMembershipTable_AWeekAfterAnotherClusterEnded_ForgetsThatCluster()
    {
        var ended = await OpenAsync("ended");
        await ended.InsertRow(NewEntry("silo-1"), (await ended.ReadAll()).Version.Next());

        _time.Advance(TimeSpan.FromDays(3));
        await OpenAsync("next");
        Assert.Single((await ended.ReadAll()).Members);

        _time.Advance(TimeSpan.FromDays(7));
        await OpenAsync("after");
        Assert.Empty((await ended.ReadAll()).Members);
    }

    public void Dispose() => _folder.Dispose();

    protected override async Task<IMembershipTable> OpenAsync(string clusterId = "one")
    {
        var database = new SqliteClusterDatabase($"Data Source={_folder.File("nested/cluster.db")}");
        var table = new SqliteMembershipTable(database, Options.Create(new ClusterOptions { ClusterId = clusterId, ServiceId = "service" }), _time);
        await table.InitializeMembershipTable(tryInitTableVersion: true);
        return table;
    }
}
