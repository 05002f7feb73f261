#pragma warning disable CS0618 // The obsolete names are the ones that a table must implement; the others forward to them.

using System.Net;
using Orleans.Runtime;

namespace Cluster.Tests.Storage;

/// <summary>What Orleans asks of a membership table.</summary>
public abstract class MembershipTableContract
{
    private int _nextPort = 20000;

    /// <summary>A table over the same data as every other that this method gave out for the cluster, as another process would see it.</summary>
    protected abstract Task<IMembershipTable> OpenAsync(string clusterId = "one");

    [Fact]
    public async Task ReadAll_OfANewTable_IsEmptyAtVersionZero()
    {
        var table = await OpenAsync();

        var all = await table.ReadAll();

        Assert.Empty(all.Members);
        Assert.Equal(0, all.Version.Version);
    }

    [Fact]
    public async Task InsertRow_OfANewSilo_IsReadBackWhole()
    {
        var table = await OpenAsync();
        var entry = NewEntry("silo-1");
        entry.AddSuspector(NewEntry("silo-2").SiloAddress, new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc));

        Assert.True(await table.InsertRow(entry, (await table.ReadAll()).Version.Next()));

        var other = await OpenAsync();
        var all = await other.ReadAll();
        Assert.Equal(1, all.Version.Version);
        var read = Assert.Single(all.Members).Item1;
        Assert.Equal(entry.SiloAddress, read.SiloAddress);
        Assert.Equal(entry.Status, read.Status);
        Assert.Equal(entry.ProxyPort, read.ProxyPort);
        Assert.Equal(entry.HostName, read.HostName);
        Assert.Equal(entry.SiloName, read.SiloName);
        Assert.Equal(entry.StartTime, read.StartTime);
        Assert.Equal(entry.IAmAliveTime, read.IAmAliveTime);
        Assert.Equal(entry.SuspectTimes, read.SuspectTimes);
    }

    [Fact]
    public async Task InsertRow_OfAKnownSilo_IsRefusedAndChangesNothing()
    {
        var table = await OpenAsync();
        var entry = NewEntry("silo-1");
        await table.InsertRow(entry, (await table.ReadAll()).Version.Next());
        var before = await table.ReadAll();

        entry.Status = SiloStatus.Active;
        Assert.False(await table.InsertRow(entry, before.Version.Next()));

        var after = await table.ReadAll();
        Assert.Equal(before.Version, after.Version);
        Assert.Equal(SiloStatus.Joining, after.Members[0].Item1.Status);
    }

    [Fact]
    public async Task InsertRow_FromAStaleVersion_IsRefusedAndChangesNothing()
    {
        var table = await OpenAsync();
        var stale = (await table.ReadAll()).Version;
        await table.InsertRow(NewEntry("silo-1"), stale.Next());

        Assert.False(await table.InsertRow(NewEntry("silo-2"), stale.Next()));

        var after = await table.ReadAll();
        Assert.Equal(1, after.Version.Version);
        Assert.Single(after.Members);
    }

    [Fact]
    public async Task UpdateRow_FromTheReadVersion_ReplacesTheRow()
    {
        var table = await OpenAsync();
        await table.InsertRow(NewEntry("silo-1"), (await table.ReadAll()).Version.Next());
        var (entry, etag, version) = await ReadSingleAsync(table);

        entry.Status = SiloStatus.Active;
        Assert.True(await table.UpdateRow(entry, etag, version.Next()));

        var after = await ReadSingleAsync(table);
        Assert.Equal(SiloStatus.Active, after.Entry.Status);
        Assert.Equal(2, after.Version.Version);
        Assert.NotEqual(etag, after.ETag);
    }

    [Fact]
    public async Task UpdateRow_WithAStaleETag_IsRefusedAndChangesNothing()
    {
        var table = await OpenAsync();
        await table.InsertRow(NewEntry("silo-1"), (await table.ReadAll()).Version.Next());
        var (entry, etag, version) = await ReadSingleAsync(table);
        await table.UpdateRow(entry, etag, version.Next());

        var current = await ReadSingleAsync(table);
        entry.Status = SiloStatus.Dead;
        Assert.False(await table.UpdateRow(entry, etag, current.Version.Next()));

        var after = await ReadSingleAsync(table);
        Assert.Equal(current.Version, after.Version);
        Assert.Equal(SiloStatus.Joining, after.Entry.Status);
    }

    [Fact]
    public async Task UpdateRow_OfAnUnknownSilo_IsRefused()
    {
        var table = await OpenAsync();
        await table.InsertRow(NewEntry("silo-1"), (await table.ReadAll()).Version.Next());
        var (_, etag, version) = await ReadSingleAsync(table);

        Assert.False(await table.UpdateRow(NewEntry("silo-2"), etag, version.Next()));
    }

    [Fact]
    public async Task UpdateRow_OfTwoWritersFromOneVersion_OneWins()
    {
        var table = await OpenAsync();
        var other = await OpenAsync();
        await table.InsertRow(NewEntry("silo-1"), (await table.ReadAll()).Version.Next());
        var mine = await ReadSingleAsync(table);
        var theirs = await ReadSingleAsync(other);

        var outcomes = await Task.WhenAll(
            table.UpdateRow(mine.Entry, mine.ETag, mine.Version.Next()), other.UpdateRow(theirs.Entry, theirs.ETag, theirs.Version.Next()));

        Assert.Single(outcomes, won => won);
        Assert.Equal(2, (await table.ReadAll()).Version.Version);
    }

    [Fact]
    public async Task InsertRow_OfManyAtOnce_LosesNoneAndStepsTheVersionOncePerSilo()
    {
        const int silos = 12;

        await Task.WhenAll(Enumerable.Range(0, silos).Select(async number =>
        {
            var table = await OpenAsync();
            var entry = NewEntry($"silo-{number}");
            while (!await table.InsertRow(entry, (await table.ReadAll()).Version.Next()))
            {
            }
        }));

        var all = await (await OpenAsync()).ReadAll();
        Assert.Equal(silos, all.Version.Version);
        Assert.Equal(silos, all.Members.Select(member => member.Item1.SiloAddress).Distinct().Count());
        Assert.Equal(silos, all.Members.Select(member => member.Item1.SiloName).Distinct().Count());
    }

    [Fact]
    public async Task UpdateIAmAlive_OfASilo_LeavesVersionAndStatusAlone()
    {
        var table = await OpenAsync();
        await table.InsertRow(NewEntry("silo-1"), (await table.ReadAll()).Version.Next());
        var (entry, etag, version) = await ReadSingleAsync(table);

        entry.IAmAliveTime = entry.IAmAliveTime.AddMinutes(1);
        entry.Status = SiloStatus.Dead;
        await table.UpdateIAmAlive(entry);

        var after = await ReadSingleAsync(table);
        Assert.Equal(entry.IAmAliveTime, after.Entry.IAmAliveTime);
        Assert.Equal(SiloStatus.Joining, after.Entry.Status);
        Assert.Equal(version, after.Version);
        Assert.True(await table.UpdateRow(after.Entry, etag, version.Next()), "a heartbeat must not spoil the tag of one who read before it");
    }

    [Fact]
    public async Task ReadRow_OfOneSilo_GivesThatRowAndTheVersion()
    {
        var table = await OpenAsync();
        var wanted = NewEntry("silo-1");
        await table.InsertRow(wanted, (await table.ReadAll()).Version.Next());
        await table.InsertRow(NewEntry("silo-2"), (await table.ReadAll()).Version.Next());

        var row = await table.ReadRow(wanted.SiloAddress);

        Assert.Equal("silo-1", Assert.Single(row.Members).Item1.SiloName);
        Assert.Equal(2, row.Version.Version);
        Assert.Empty((await table.ReadRow(NewEntry("silo-3").SiloAddress)).Members);
    }

    [Fact]
    public async Task CleanupDefunctSiloEntries_BeforeADate_KeepsTheActiveAndTheRecent()
    {
        var table = await OpenAsync();
        var now = new DateTime(2026, 6, 1, 0, 0, 0, DateTimeKind.Utc);
        await InsertAsync("old-active", SiloStatus.Active, now.AddDays(-30));
        await InsertAsync("old-dead", SiloStatus.Dead, now.AddDays(-30));
        await InsertAsync("new-dead", SiloStatus.Dead, now);

        await table.CleanupDefunctSiloEntries(now.AddDays(-7));

        Assert.Equal(["new-dead", "old-active"], (await table.ReadAll()).Members.Select(member => member.Item1.SiloName).Order());

        async Task InsertAsync(string name, SiloStatus status, DateTime alive)
        {
            var entry = NewEntry(name);
            (entry.Status, entry.StartTime, entry.IAmAliveTime) = (status, alive, alive);
            Assert.True(await table.InsertRow(entry, (await table.ReadAll()).Version.Next()));
        }
    }

    [Fact]
    public async Task Tables_OfTwoClusters_ShareNothing()
    {
        var one = await OpenAsync("one");
        var two = await OpenAsync("two");

        await one.InsertRow(NewEntry("silo-1"), (await one.ReadAll()).Version.Next());

        Assert.Empty((await two.ReadAll()).Members);
        await two.DeleteMembershipTableEntries("two");
        Assert.Single((await one.ReadAll()).Members);
    }

    private static async Task<(MembershipEntry Entry, string ETag, TableVersion Version)> ReadSingleAsync(IMembershipTable table)
    {
        var all = await table.ReadAll();
        var (entry, etag) = Assert.Single(all.Members);
        return (entry, etag, all.Version);
    }

    protected MembershipEntry NewEntry(string name) => new()
    {
        SiloAddress = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, Interlocked.Increment(ref _nextPort)), 7),
        SiloName = name,
        HostName = "host",
        Status = SiloStatus.Joining,
        ProxyPort = 30000,
        StartTime = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc),
        IAmAliveTime = new DateTime(2026, 1, 1, 0, 0, 1, DateTimeKind.Utc),
    };
}
