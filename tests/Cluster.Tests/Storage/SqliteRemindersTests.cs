using Cluster.Silo.Storage;
using Cluster.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime;

namespace Cluster.Tests.Storage;

public sealed class SqliteRemindersTests : IAsyncLifetime
{
    private readonly EmbeddedCluster _cluster = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Reminder_Registered_ComesAndIsGoneAfterItWasTakenBack()
    {
        var silo = await _cluster.StartSiloAsync("silo-1");
        var grain = silo.Services.GetRequiredService<IGrainFactory>().GetGrain<IReminded>("sleeper");

        await grain.RegisterAsync();

        await Eventually.TrueAsync(async () => await grain.CountAsync() > 0, "the reminder comes");
        var table = Assert.IsType<SqliteReminderTable>(silo.Services.GetRequiredService<IReminderTable>());
        Assert.Single((await table.ReadRows(grain.GetGrainId())).Reminders);
        await grain.UnregisterAsync();
        Assert.Empty((await table.ReadRows(grain.GetGrainId())).Reminders);
    }
}
