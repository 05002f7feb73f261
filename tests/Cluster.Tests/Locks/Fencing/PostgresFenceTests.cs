using System.Data.Common;
using Cluster.Tests.Hosting;
using Npgsql;

namespace Cluster.Tests.Locks.Fencing;

public sealed class PostgresFenceTests : SqlFenceTests
{
    private protected override async Task WithDatabaseAsync(Func<Func<Task<DbConnection>>, Task> test)
    {
        await using var server = await PostgresServer.TryStartAsync();
        Assert.SkipWhen(server is null, PostgresServer.WhyNot);
        await test(async () =>
        {
            var connection = new NpgsqlConnection(server!.ConnectionString.Replace("Database=grains", "Database=postgres", StringComparison.Ordinal));
            await connection.OpenAsync(Token);
            return connection;
        });
    }
}
