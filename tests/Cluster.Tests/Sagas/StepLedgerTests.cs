using Cluster.Sagas;
using Cluster.Tests.Hosting;
using Microsoft.Data.Sqlite;

namespace Cluster.Tests.Sagas;

/// <summary>The three traps, at a ledger in memory and in a database.</summary>
public sealed class StepLedgerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<SagaOperation[], LedgerVerdict[]> Courses() => new()
    {
        { [SagaOperation.Run, SagaOperation.Run], [LedgerVerdict.Proceed, LedgerVerdict.AlreadyDone] },
        { [SagaOperation.Run, SagaOperation.Compensate, SagaOperation.Compensate], [LedgerVerdict.Proceed, LedgerVerdict.Proceed, LedgerVerdict.AlreadyDone] },
        { [SagaOperation.Compensate, SagaOperation.Run, SagaOperation.Compensate], [LedgerVerdict.NothingToUndo, LedgerVerdict.TooLate, LedgerVerdict.AlreadyDone] },
        { [SagaOperation.Run, SagaOperation.Compensate, SagaOperation.Run], [LedgerVerdict.Proceed, LedgerVerdict.Proceed, LedgerVerdict.TooLate] },
        { [SagaOperation.Run, SagaOperation.Confirm, SagaOperation.Confirm, SagaOperation.Run], [LedgerVerdict.Proceed, LedgerVerdict.Proceed, LedgerVerdict.AlreadyDone, LedgerVerdict.AlreadyDone] },
        { [SagaOperation.Run, SagaOperation.Confirm, SagaOperation.Compensate], [LedgerVerdict.Proceed, LedgerVerdict.Proceed, LedgerVerdict.TooLate] },
        { [SagaOperation.Confirm], [LedgerVerdict.TooLate] },
    };

    [Theory]
    [MemberData(nameof(Courses))]
    public void Enter_InAnyOrder_JudgesAsTheTableSays(SagaOperation[] operations, LedgerVerdict[] verdicts)
    {
        var ledger = new StepLedger();

        Assert.Equal(verdicts, operations.Select(operation => ledger.Enter("saga/step", operation, default)));
    }

    [Theory]
    [MemberData(nameof(Courses))]
    public async Task EnterAsync_InADatabase_JudgesAsTheTableSays(SagaOperation[] operations, LedgerVerdict[] verdicts)
    {
        using var folder = new TemporaryFolder();
        await using var connection = new SqliteConnection($"Data Source={folder.File("barrier.db")};Pooling=False");
        await connection.OpenAsync(Token);
        await StepBarrier.CreateTableAsync(connection, Token);

        var judged = new List<LedgerVerdict>();
        foreach (var operation in operations)
        {
            await using var transaction = await connection.BeginTransactionAsync(Token);
            judged.Add(await StepBarrier.EnterAsync(transaction, "saga/step", operation, Token));
            await transaction.CommitAsync(Token);
        }

        Assert.Equal(verdicts, judged);
    }

    [Fact]
    public async Task EnterAsync_RolledBack_HasNotHappened()
    {
        using var folder = new TemporaryFolder();
        await using var connection = new SqliteConnection($"Data Source={folder.File("barrier.db")};Pooling=False");
        await connection.OpenAsync(Token);
        await StepBarrier.CreateTableAsync(connection, Token);
        await using (var transaction = await connection.BeginTransactionAsync(Token))
        {
            await StepBarrier.EnterAsync(transaction, "saga/step", SagaOperation.Run, Token);
            await transaction.RollbackAsync(Token);
        }

        await using var again = await connection.BeginTransactionAsync(Token);
        Assert.Equal(LedgerVerdict.Proceed, await StepBarrier.EnterAsync(again, "saga/step", SagaOperation.Run, Token));
    }

    [Fact]
    public void Forget_OfWhatIsOld_LeavesTheRest()
    {
        var ledger = new StepLedger();
        ledger.Enter("old", SagaOperation.Run, DateTimeOffset.UnixEpoch);
        ledger.Enter("new", SagaOperation.Run, DateTimeOffset.UnixEpoch.AddDays(2));

        Assert.Equal(1, ledger.Forget(DateTimeOffset.UnixEpoch.AddDays(1)));
        Assert.Equal(LedgerVerdict.AlreadyDone, ledger.Enter("new", SagaOperation.Run, DateTimeOffset.UnixEpoch.AddDays(2)));
    }
}
