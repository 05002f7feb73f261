using Cluster.Silo.Storage;
using Cluster.Tests.Hosting;
using Npgsql;
using Orleans.Storage;

namespace Cluster.Tests.Storage;

public sealed class PostgresGrainStorageTests(PostgresGrainStorageTests.Fixture fixture) : GrainStorageContract, IClassFixture<PostgresGrainStorageTests.Fixture>
{
    private protected override GrainDatabase Database => fixture.Silo!.Database;

    [Fact]
    public async Task Script_AppliedByManySilosAtOnceOverNothing_CreatesTheDatabase()
    {
        Assert.SkipWhen(fixture.WhyNot is not null, fixture.WhyNot ?? "");
        var connectionString = new NpgsqlConnectionStringBuilder(fixture.Server!.ConnectionString) { Database = "made \"new\"" }.ConnectionString;
        var database = new PostgresGrainDatabase("Default", connectionString);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => database.ApplyScriptAsync(CancellationToken.None))));

        await database.PingAsync(CancellationToken.None);
    }

    protected override Task<IGrainStorage> OpenAsync()
    {
        Assert.SkipWhen(fixture.WhyNot is not null, fixture.WhyNot ?? "");
        return Task.FromResult(fixture.Silo!.Storage);
    }

    public sealed class Fixture : IAsyncLifetime
    {
        public string? WhyNot => Server is null ? PostgresServer.WhyNot : null;

        internal PostgresServer? Server { get; private set; }

        internal StorageSilo? Silo { get; private set; }

        public async ValueTask InitializeAsync()
        {
            Server = await PostgresServer.TryStartAsync();
            if (Server is not null)
            {
                Silo = await StorageSilo.StartAsync("PostgresDatabase", Server.ConnectionString);
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (Silo is not null)
            {
                await Silo.DisposeAsync();
            }

            if (Server is not null)
            {
                await Server.DisposeAsync();
            }
        }
    }
}
