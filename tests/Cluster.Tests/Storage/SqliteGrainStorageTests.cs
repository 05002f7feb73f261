using Cluster.Silo.Storage;
using Cluster.Tests.Hosting;
using Orleans.Storage;

namespace Cluster.Tests.Storage;

public sealed class SqliteGrainStorageTests(SqliteGrainStorageTests.Fixture fixture) : GrainStorageContract, IClassFixture<SqliteGrainStorageTests.Fixture>
{
    private protected override GrainDatabase Database => fixture.Silo.Database;

    protected override Task<IGrainStorage> OpenAsync() => Task.FromResult(fixture.Silo.Storage);

    public sealed class Fixture : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new();

        internal StorageSilo Silo { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Silo = await StorageSilo.StartAsync("Sqlite", $"Data Source={_folder.File("grains.db")}");

        public async ValueTask DisposeAsync()
        {
            await Silo.DisposeAsync();
            _folder.Dispose();
        }
    }
}
