using System.Data.Common;
using Cluster.Locks.Fencing;
using Cluster.Tests.Hosting;
using Microsoft.Data.Sqlite;

namespace Cluster.Tests.Locks.Fencing;

public sealed class SqliteFenceTests : SqlFenceTests
{
    private protected override async Task WithDatabaseAsync(Func<Func<Task<DbConnection>>, Task> test)
    {
        using var folder = new TemporaryFolder();
        await test(async () =>
        {
            var connection = new SqliteConnection($"Data Source={folder.File("fence.db")};Pooling=false");
            await connection.OpenAsync(Token);
            return connection;
        });
    }

    [Theory]
    [InlineData("fences; DROP TABLE orders")]
    [InlineData("a.b.c")]
    [InlineData("")]
    public void Table_ThatIsNoPlainName_IsRefused(string table) => Assert.Throws<ArgumentException>(() => new SqlFence(table));
}
