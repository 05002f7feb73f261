using Cluster.Silo.Storage;
using Cluster.Storage;
using Cluster.Tests.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Cluster.Tests.Storage;

public sealed class SqliteReminderTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task UpsertRow_OfANewReminder_IsReadBackByAnotherProcess()
    {
        var entry = NewEntry("a", "wake");
        var etag = await Open().UpsertRow(entry);

        var read = await Open().ReadRow(entry.GrainId, "wake");

        Assert.NotNull(read);
        Assert.Equal(entry.GrainId, read.GrainId);
        Assert.Equal(entry.StartAt, read.StartAt);
        Assert.Equal(DateTimeKind.Utc, read.StartAt.Kind);
        Assert.Equal(entry.Period, read.Period);
        Assert.Equal(etag, read.ETag);
    }

    [Fact]
    public async Task UpsertRow_OfAKnownReminder_ReplacesItUnderANewTag()
    {
        var table = Open();
        var entry = NewEntry("a", "wake");
        var first = await table.UpsertRow(entry);

        entry.Period = TimeSpan.FromHours(2);
        var second = await table.UpsertRow(entry);

        Assert.NotEqual(first, second);
        Assert.Equal(TimeSpan.FromHours(2), Assert.Single((await table.ReadRows(entry.GrainId)).Reminders).Period);
    }

    [Fact]
    public async Task RemoveRow_WithAStaleTag_LeavesTheReminder()
    {
        var table = Open();
        var entry = NewEntry("a", "wake");
        var stale = await table.UpsertRow(entry);
        var current = await table.UpsertRow(entry);

        Assert.False(await table.RemoveRow(entry.GrainId, "wake", stale!));
        Assert.NotNull(await table.ReadRow(entry.GrainId, "wake"));
        Assert.True(await table.RemoveRow(entry.GrainId, "wake", current!));
        Assert.Null(await table.ReadRow(entry.GrainId, "wake"));
    }

    [Fact]
    public async Task ReadRows_OfRangesThatMakeTheRing_GiveEachReminderOnce()
    {
        var table = Open();
        var entries = Enumerable.Range(0, 50).Select(number => NewEntry($"grain-{number}", "wake")).ToArray();
        foreach (var entry in entries)
        {
            await table.UpsertRow(entry);
        }

        var marks = new uint[] { 0x1000_0000, 0x7000_0000, 0xD000_0000 };
        var shares = new List<string>();
        for (var index = 0; index < marks.Length; index++)
        {
            var (begin, end) = (marks[index], marks[(index + 1) % marks.Length]);
            foreach (var reminder in (await table.ReadRows(begin, end)).Reminders)
            {
                var hash = reminder.GrainId.GetUniformHashCode();
                Assert.True(begin < end ? hash > begin && hash <= end : hash > begin || hash <= end, $"{hash:x} is not in ({begin:x}, {end:x}]");
                shares.Add(reminder.GrainId.ToString());
            }
        }

        Assert.Equal(entries.Select(entry => entry.GrainId.ToString()).Order(), shares.Order());
    }

    [Fact]
    public async Task ReadRows_OfAnEmptyRange_MeansTheWholeRing()
    {
        var table = Open();
        await table.UpsertRow(NewEntry("a", "wake"));
        await table.UpsertRow(NewEntry("b", "wake"));

        Assert.Equal(2, (await table.ReadRows(5, 5)).Reminders.Count);
    }

    [Fact]
    public async Task Reminders_OfTwoServices_ShareNothing()
    {
        var entry = NewEntry("a", "wake");
        await Open("one").UpsertRow(entry);

        Assert.Null(await Open("two").ReadRow(entry.GrainId, "wake"));
        await Open("two").TestOnlyClearTable();
        Assert.NotNull(await Open("one").ReadRow(entry.GrainId, "wake"));
    }

    private static ReminderEntry NewEntry(string grain, string name) => new()
    {
        GrainId = GrainId.Create("test", grain),
        ReminderName = name,
        StartAt = new DateTime(2026, 5, 6, 7, 8, 9, DateTimeKind.Utc),
        Period = TimeSpan.FromMinutes(1),
    };

    private SqliteReminderTable Open(string serviceId = "service") => new(
        new SqliteClusterDatabase($"Data Source={_folder.File("cluster.db")}"),
        Options.Create(new ClusterOptions { ClusterId = "cluster", ServiceId = serviceId }));
}
