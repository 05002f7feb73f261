using Npgsql;

namespace Cluster.Transactions.Postgres;

/// <summary>One database's part in one attempt at a transaction.</summary>
internal sealed class PostgresBranch(NpgsqlDataSource source, NpgsqlConnection connection, PreparedName name, TimeProvider time) : IAsyncDisposable
{
    /// <summary>A setting that lasts just as long as the transaction on the server.</summary>
    private const string Marker = "cluster.transaction";

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private State _state;

    private enum State
    {
        Active,

        /// <summary>It may be prepared.</summary>
        Preparing,
        Over,
    }

    public NpgsqlConnection Connection => _state == State.Active
        ? connection
        : throw new InvalidOperationException($"Transaction {name.Transaction} is being committed, or is over: its connection is closed.");

    public NpgsqlDataSource Source => source;

    /// <summary>Whether nothing is left to be done.</summary>
    public bool IsOver => _state == State.Over;

    /// <summary>Opens a connection and begins a transaction on it.</summary>
    public static async Task<PostgresBranch> BeginAsync(
        NpgsqlDataSource source, PreparedName name, PostgresIsolation isolation, TimeProvider time, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            await PreparedTransactions.CheckAsync(connection, cancellationToken);
            await ExecuteAsync(connection, $"BEGIN ISOLATION LEVEL {Sql(isolation)}", cancellationToken);
            await ExecuteAsync(connection, $"SET LOCAL {Marker} = '{name}'", cancellationToken);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        return new PostgresBranch(source, connection, name, time);
    }

    /// <summary>Prepares what was done. What only read commits at once, and then nothing is left to be done.</summary>
    /// <exception cref="PostgresException">It can't be prepared; it is rolled back.</exception>
    /// <exception cref="NpgsqlException">It is not known whether it is prepared.</exception>
    /// <exception cref="InvalidOperationException">The code that used the connection has ended the transaction by itself.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var prepares = Connection;
        try
        {
            if (await HasWrittenAsync(prepares, cancellationToken))
            {
                _state = State.Preparing;
                await ExecuteAsync(prepares, $"PREPARE TRANSACTION '{name}'", cancellationToken);
            }
            else
            {
                await ExecuteAsync(prepares, "COMMIT", cancellationToken);
                _state = State.Over;
            }
        }
        catch (PostgresException failure) when (!IsLost(failure))
        {
            // PostgreSQL rolls back what it refuses to prepare.
            _state = State.Over;
            throw;
        }
        finally
        {
            await prepares.DisposeAsync();
        }
    }

    /// <summary>Does what was decided; goes on while the server can't be reached, until it is cancelled.</summary>
    public async Task FinishAsync(bool isCommitted, CancellationToken cancellationToken)
    {
        if (_state == State.Active)
        {
            // The server rolls back by itself when the connection is closed or reset.
            _state = State.Over;
            await connection.DisposeAsync();
        }

        for (var pause = ShortestPause; _state == State.Preparing; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                if (await PreparedTransactions.FinishAsync(source, name, isCommitted, cancellationToken))
                    _state = State.Over;
            }
            catch (Exception failure) when (failure is NpgsqlException and not PostgresException || failure is PostgresException known && IsLost(known))
            {
                // It is as it was when the server is back.
            }

            if (_state == State.Preparing)
                await Task.Delay(pause, time, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_state == State.Active)
            await FinishAsync(false, CancellationToken.None);
    }

    /// <summary>Whether another attempt may succeed where this one failed.</summary>
    public static bool IsWorthAnotherAttempt(Exception failure) => failure switch
    {
        PostgresException known => known.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.ConfigurationLimitExceeded
            or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.InFailedSqlTransaction || IsLost(known),
        NpgsqlException => true,
        _ => false,
    };

    /// <summary>The server went away: it is not known what became of the command.</summary>
    private static bool IsLost(PostgresException failure) =>
        failure.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
        || failure.SqlState.StartsWith("08", StringComparison.Ordinal);

    private async Task<bool> HasWrittenAsync(NpgsqlConnection on, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT current_setting('{Marker}', true), pg_current_xact_id_if_assigned() IS NOT NULL", on);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return !reader.IsDBNull(0) && reader.GetString(0) == name.ToString()
            ? reader.GetBoolean(1)
            : throw new InvalidOperationException(
                $"The transaction on PostgreSQL was ended by the code that used its connection (a COMMIT or ROLLBACK of its own). Leave that to the transaction {name.Transaction}, which was aborted.");
    }

    private static async Task ExecuteAsync(NpgsqlConnection on, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, on);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Sql(PostgresIsolation isolation) => isolation switch
    {
        PostgresIsolation.ReadCommitted => "READ COMMITTED",
        PostgresIsolation.RepeatableRead => "REPEATABLE READ",
        PostgresIsolation.Serializable => "SERIALIZABLE",
        _ => throw new ArgumentOutOfRangeException(nameof(isolation), isolation, "Choose ReadCommitted, RepeatableRead or Serializable."),
    };
}
