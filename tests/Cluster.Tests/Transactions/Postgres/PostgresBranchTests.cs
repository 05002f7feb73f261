using Cluster.Registers.Calling;
using Cluster.Registers.Protocol;
using Cluster.Tests.Hosting;
using Cluster.Tests.Registers;
using Cluster.Transactions.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Cluster.Tests.Transactions.Postgres;

/// <summary>A database's part in a transaction, step by step, and what recovery makes of it when the steps stop.</summary>
public sealed class PostgresBranchTests(RegisterCluster cluster) : IClassFixture<RegisterCluster>, IAsyncLifetime
{
    private static long _numbers;
    private PostgresServer? _server;
    private NpgsqlDataSource _source = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private RegisterDecisions Decisions => new(cluster.Client.Registers);

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.TryStartAsync("max_prepared_transactions=20");
        Assert.SkipWhen(_server is null, PostgresServer.WhyNot);
        _source = NpgsqlDataSource.Create(_server!.ConnectionString.Replace("Database=grains", "Database=postgres", StringComparison.Ordinal));
        await ExecuteAsync("CREATE TABLE account (id int PRIMARY KEY, balance int NOT NULL); INSERT INTO account VALUES (1, 100)");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is null)
            return;
        await _source.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(true, 90)]
    [InlineData(false, 100)]
    public async Task PreparedBranch_FinishedAsDecided_IsSeenSo(bool isCommitted, int expected)
    {
        await using var branch = await BeginAsync();
        await WithdrawAsync(branch);
        await branch.PrepareAsync(Token);
        Assert.Equal(100, await BalanceAsync());

        await branch.FinishAsync(isCommitted, Token);
        Assert.Equal(expected, await BalanceAsync());
        await branch.FinishAsync(isCommitted, Token);
        Assert.Empty(await PreparedAsync());
    }

    [Fact]
    public async Task BranchThatIsAborted_BeforeItWasPrepared_LeavesNothing()
    {
        var branch = await BeginAsync();
        await WithdrawAsync(branch);
        await branch.FinishAsync(false, Token);

        Assert.Equal(100, await BalanceAsync());
        Assert.Throws<InvalidOperationException>(() => branch.Connection);
    }

    [Fact]
    public async Task BranchThatOnlyReads_IsNotPrepared()
    {
        await using var branch = await BeginAsync();
        await using (var command = new NpgsqlCommand("SELECT balance FROM account WHERE id = 1", branch.Connection))
            Assert.Equal(100, await command.ExecuteScalarAsync(Token));

        await branch.PrepareAsync(Token);
        Assert.Empty(await PreparedAsync());
        await branch.FinishAsync(true, Token);
    }

    [Fact]
    public async Task BranchWithAFailedCommand_CantBePrepared_AndIsNotTakenForCommitted()
    {
        await using var branch = await BeginAsync();
        await WithdrawAsync(branch);
        await using (var wrong = new NpgsqlCommand("INSERT INTO account VALUES (1, 5)", branch.Connection))
            await Assert.ThrowsAsync<PostgresException>(() => wrong.ExecuteNonQueryAsync(Token));

        var failure = await Assert.ThrowsAsync<PostgresException>(() => branch.PrepareAsync(Token));
        Assert.Equal(PostgresErrorCodes.InFailedSqlTransaction, failure.SqlState);
        Assert.Equal(100, await BalanceAsync());
    }

    [Fact]
    public async Task BranchThatItsCodeHasCommitted_IsRefused_AndSaysWhy()
    {
        await using var branch = await BeginAsync();
        await using (var commit = new NpgsqlCommand("COMMIT", branch.Connection))
            await commit.ExecuteNonQueryAsync(Token);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => branch.PrepareAsync(Token));
        Assert.Contains("was ended by the code", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 90)]
    [InlineData(false, 100)]
    [InlineData(null, 100)]
    public async Task ClientGoneAfterPrepare_RecoveryFinishesAsDecided_AndBreaksWhatIsNot(bool? isDecided, int expected)
    {
        var branch = await BeginAsync();
        await WithdrawAsync(branch);
        await branch.PrepareAsync(Token);
        if (isDecided is { } decided)
            Assert.Equal(decided, await Decisions.DecideAsync(_transaction, decided, Token));

        // The branch is dropped here without a word, as by a client that was killed.
        await RecoverAsync();
        Assert.Equal(expected, await BalanceAsync());
        Assert.Equal(isDecided ?? false, await Decisions.DecideAsync(_transaction, isKept: true, Token));
    }

    [Fact]
    public async Task ServerKilledAfterPrepare_IsFinishedWhenItIsBack()
    {
        await using var branch = await BeginAsync();
        await WithdrawAsync(branch);
        await branch.PrepareAsync(Token);
        Assert.True(await Decisions.DecideAsync(_transaction, isKept: true, Token));
        await _server!.KillAsync();

        var finishing = branch.FinishAsync(true, Token);
        await _server.RestartAsync();
        await finishing;
        Assert.Equal(90, await BalanceAsync());
    }

    [Fact]
    public async Task ServerKilledAfterPrepare_AndClientGone_RecoveryFinishesWhenItIsBack()
    {
        var branch = await BeginAsync();
        await WithdrawAsync(branch);
        await branch.PrepareAsync(Token);
        Assert.True(await Decisions.DecideAsync(_transaction, isKept: true, Token));
        await _server!.KillAsync();

        using var recovery = Recovery(TimeSpan.FromMilliseconds(10));
        await recovery.StartAsync(Token);
        await _server.RestartAsync();
        await Eventually.TrueAsync(async () => await BalanceAsync() == 90, "the transaction is committed");
        await recovery.StopAsync(Token);
    }

    [Fact]
    public async Task PreparedTransactionOfAnotherCluster_IsLeftAlone()
    {
        var name = new PreparedName(Guid.NewGuid(), NextTransaction(), 1);
        await using var branch = await PostgresBranch.BeginAsync(_source, name, PostgresIsolation.ReadCommitted, TimeProvider.System, Token);
        await WithdrawAsync(branch);
        await branch.PrepareAsync(Token);

        using var recovery = Recovery(TimeSpan.Zero);
        await recovery.LookAsync(Token);
        await recovery.LookAsync(Token);
        Assert.Equal([name.ToString()], await PreparedAsync());
        await branch.FinishAsync(false, Token);
    }

    [Fact]
    public async Task ServerWithoutPreparedTransactions_IsRefused_WithTheSettingToChange()
    {
        await using var without = await PostgresServer.TryStartAsync("max_prepared_transactions=0");
        await using var source = NpgsqlDataSource.Create(without!.ConnectionString.Replace("Database=grains", "Database=postgres", StringComparison.Ordinal));

        var refused = await Assert.ThrowsAsync<ClusterException>(
            () => PostgresBranch.BeginAsync(source, new PreparedName(Guid.NewGuid(), NextTransaction(), 1), PostgresIsolation.Serializable, TimeProvider.System, Token));
        Assert.Contains("max_prepared_transactions is 0", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PreparedName_AsText_IsReadBack()
    {
        var name = new PreparedName(Guid.NewGuid(), new RegisterPromise(long.MaxValue, -1, -1, int.MaxValue), int.MaxValue);

        Assert.Equal(name, PreparedName.TryParse(name.ToString()));
        Assert.Null(PreparedName.TryParse("somebody else's"));
    }

    private RegisterPromise _transaction = null!;

    private static RegisterPromise NextTransaction() => new(1, 77, Interlocked.Increment(ref _numbers), 1);

    private async Task<PostgresBranch> BeginAsync()
    {
        _transaction = NextTransaction();
        var identity = await new ClusterIdentity(cluster.Client.Registers).GetAsync(Token);
        Assert.Equal(identity, await new ClusterIdentity(cluster.Other.Registers).GetAsync(Token));
        return await PostgresBranch.BeginAsync(_source, new PreparedName(identity, _transaction, 1), PostgresIsolation.Serializable, TimeProvider.System, Token);
    }

    private PostgresTransactionRecovery Recovery(TimeSpan leaveFor) => new(
        _source,
        cluster.Other.Registers,
        Options.Create(new PostgresRecoveryOptions { LookEvery = TimeSpan.FromMilliseconds(10), LeaveFor = leaveFor }),
        TimeProvider.System,
        NullLogger<PostgresTransactionRecovery>.Instance);

    private async Task RecoverAsync()
    {
        // Two at once get into nobody's way.
        using var first = Recovery(TimeSpan.Zero);
        using var second = Recovery(TimeSpan.Zero);
        await Task.WhenAll(first.LookAsync(Token), second.LookAsync(Token));
        Assert.Single(await PreparedAsync());
        await Task.WhenAll(first.LookAsync(Token), second.LookAsync(Token));
        Assert.Empty(await PreparedAsync());
    }

    private static async Task WithdrawAsync(PostgresBranch branch)
    {
        await using var command = new NpgsqlCommand("UPDATE account SET balance = balance - 10 WHERE id = 1", branch.Connection);
        await command.ExecuteNonQueryAsync(Token);
    }

    private async Task<int> BalanceAsync()
    {
        try
        {
            await using var command = _source.CreateCommand("SELECT balance FROM account WHERE id = 1");
            return (int)(await command.ExecuteScalarAsync(Token))!;
        }
        catch (NpgsqlException) when (Token.IsCancellationRequested is false)
        {
            return -1;
        }
    }

    private async Task<List<string>> PreparedAsync()
    {
        var names = new List<string>();
        await using var command = _source.CreateCommand("SELECT gid FROM pg_prepared_xacts");
        await using var reader = await command.ExecuteReaderAsync(Token);
        while (await reader.ReadAsync(Token))
            names.Add(reader.GetString(0));
        return names;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }
}
