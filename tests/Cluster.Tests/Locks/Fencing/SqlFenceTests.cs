using System.Data.Common;
using Cluster.Locks.Fencing;

namespace Cluster.Tests.Locks.Fencing;

/// <summary>What a fence in a database promises, for each database.</summary>
public abstract class SqlFenceTests
{
    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EnterAsync_OlderToken_IsRefusedWithBothTokens_AndTheTransactionRollsBack() => await WithDatabaseAsync(async open =>
    {
        var fence = new SqlFence();
        await using var connection = await open();
        await fence.CreateAsync(connection, Token);
        await fence.CreateAsync(connection, Token);
        await EnterAndCommitAsync(connection, fence, "orders/42", 7);
        await EnterAndCommitAsync(connection, fence, "orders/42", 7);
        await EnterAndCommitAsync(connection, fence, "orders/42", long.MaxValue - 1);
        await EnterAndCommitAsync(connection, fence, "orders/43", 1);

        var stale = await Assert.ThrowsAsync<StaleTokenException>(() => EnterAndCommitAsync(connection, fence, "orders/42", 8));

        Assert.Equal(("orders/42", 8, long.MaxValue - 1), (stale.Resource, stale.Token, stale.Newest));
        await EnterAndCommitAsync(connection, fence, "orders/42", long.MaxValue);
    });

    [Fact]
    public async Task EnterAsync_InATransactionThatIsRolledBack_LeavesTheFenceWhereItWas() => await WithDatabaseAsync(async open =>
    {
        var fence = new SqlFence("my_fences");
        await using var connection = await open();
        await fence.CreateAsync(connection, Token);
        await EnterAndCommitAsync(connection, fence, "a", 3);
        await using (var transaction = await connection.BeginTransactionAsync(Token))
        {
            await fence.EnterAsync(transaction, "a", 9, Token);
            await transaction.RollbackAsync(Token);
        }

        await EnterAndCommitAsync(connection, fence, "a", 4);
    });

    [Fact]
    public async Task EnterAsync_ManyHoldersAtOnce_TheGuardedRowNeverGoesBack() => await WithDatabaseAsync(async open =>
    {
        var fence = new SqlFence();
        await using (var connection = await open())
        {
            await fence.CreateAsync(connection, Token);
            await ExecuteAsync(connection, null, "CREATE TABLE guarded (token bigint NOT NULL)");
            await ExecuteAsync(connection, null, "INSERT INTO guarded VALUES (0)");
        }

        var refused = 0;
        await Parallel.ForEachAsync(Enumerable.Range(1, 80), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token }, async (i, token) =>
        {
            await using var connection = await open();
            await using var transaction = await connection.BeginTransactionAsync(token);
            try
            {
                await fence.EnterAsync(transaction, "r", i, token);

                // Would the fence let an older one in after a newer one, this changes no row.
                Assert.Equal(1, await ExecuteAsync(connection, transaction, $"UPDATE guarded SET token = {i} WHERE token <= {i}"));
                await transaction.CommitAsync(token);
            }
            catch (StaleTokenException)
            {
                Interlocked.Increment(ref refused);
                await transaction.RollbackAsync(token);
            }
        });

        await using var last = await open();
        await Assert.ThrowsAsync<StaleTokenException>(() => EnterAndCommitAsync(last, fence, "r", 79));
    });

    private protected abstract Task WithDatabaseAsync(Func<Func<Task<DbConnection>>, Task> test);

    private static async Task EnterAndCommitAsync(DbConnection connection, SqlFence fence, string resource, long token)
    {
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await fence.EnterAsync(transaction, resource, token, Token);
        await transaction.CommitAsync(Token);
    }

    private static async Task<int> ExecuteAsync(DbConnection connection, DbTransaction? transaction, string text)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = text;
        return await command.ExecuteNonQueryAsync(Token);
    }
}
