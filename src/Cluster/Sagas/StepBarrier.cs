using System.Data.Common;

namespace Cluster.Sagas;

/// <summary>
/// A participant's barrier in a database: as <see cref="StepLedger"/>, with its notes in a table that is changed in the same transaction as the effect. PostgreSQL and SQLite.
/// <code>
/// await using var transaction = await connection.BeginTransactionAsync();
/// if (await StepBarrier.EnterAsync(transaction, step.Key, step.Operation) == LedgerVerdict.Proceed)
///     await TakeSeatAsync(transaction);
/// await transaction.CommitAsync();
/// </code>
/// </summary>
public static class StepBarrier
{
    /// <summary>The table: create it once, or call <see cref="CreateTableAsync"/>.</summary>
    public const string TableDefinition = """
        CREATE TABLE IF NOT EXISTS cluster_step_barrier (
            step_key VARCHAR(300) PRIMARY KEY,
            mark SMALLINT NOT NULL,
            noted_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
        )
        """;

    /// <summary>Creates the table of the notes unless it is there.</summary>
    public static async Task CreateTableAsync(DbConnection connection, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        await using var command = connection.CreateCommand();
        command.CommandText = TableDefinition;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Judges a request and notes it in the transaction; another request for the same step waits until this transaction has ended. Commit in any case: the note of a compensation that had nothing to
    /// undo is what keeps the late step out.
    /// </summary>
    /// <param name="transaction">The one that the effect is carried out in, at read committed or stronger.</param>
    /// <param name="key">The step's key, <see cref="SagaStep.Key"/>.</param>
    /// <param name="operation">What is to be done, <see cref="SagaStep.Operation"/>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DbException">The database failed; roll back and fail the attempt.</exception>
    public static async Task<LedgerVerdict> EnterAsync(
        DbTransaction transaction, string key, SagaOperation operation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentException.ThrowIfNullOrEmpty(key);

        // The row comes first, so that of two requests for a new step the second waits here, on the first one's row, and then sees its mark.
        await ExecuteAsync(transaction, "INSERT INTO cluster_step_barrier (step_key, mark) VALUES (@key, 0) ON CONFLICT (step_key) DO NOTHING", key, null, cancellationToken);
        await ExecuteAsync(transaction, "UPDATE cluster_step_barrier SET mark = mark WHERE step_key = @key", key, null, cancellationToken);
        var found = await ExecuteAsync(transaction, "SELECT mark FROM cluster_step_barrier WHERE step_key = @key", key, null, cancellationToken);
        var (verdict, mark) = LedgerRules.Judge((LedgerMark)Convert.ToInt32(found, System.Globalization.CultureInfo.InvariantCulture), operation);
        if (verdict is LedgerVerdict.Proceed or LedgerVerdict.NothingToUndo)
            await ExecuteAsync(transaction, "UPDATE cluster_step_barrier SET mark = @mark, noted_at = CURRENT_TIMESTAMP WHERE step_key = @key", key, (int)mark, cancellationToken);
        return verdict;
    }

    private static async Task<object?> ExecuteAsync(DbTransaction transaction, string sql, string key, int? mark, CancellationToken cancellationToken)
    {
        var connection = transaction.Connection ?? throw new ArgumentException("The transaction has ended.", nameof(transaction));
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // The texts are the constants above.
        command.CommandText = sql;
#pragma warning restore CA2100
        Add(command, "@key", key);
        if (mark is not null)
            Add(command, "@mark", mark);
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}
