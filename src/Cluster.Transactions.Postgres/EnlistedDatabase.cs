using Npgsql;

namespace Cluster.Transactions.Postgres;

/// <summary>A database within a transaction.</summary>
/// <remarks>
/// Disposing of it says that the code is done with it; the connection goes on to belong to the transaction, which commits or rolls back and then closes it. Leave <c>COMMIT</c> and <c>ROLLBACK</c> to the
/// transaction. What PostgreSQL can't prepare makes the commit fail: temporary tables, <c>LISTEN</c> and <c>NOTIFY</c>, cursors with hold.
/// </remarks>
public sealed class EnlistedDatabase : IAsyncDisposable
{
    private readonly PostgresParticipant _participant;
    private bool _isDisposed;

    internal EnlistedDatabase(PostgresParticipant participant) => _participant = participant;

    /// <summary>The connection, on which the transaction has begun.</summary>
    /// <exception cref="InvalidOperationException">The transaction is being committed, or is over.</exception>
    /// <exception cref="ObjectDisposedException">This was disposed of.</exception>
    public NpgsqlConnection Connection
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _participant.Branch.Connection;
        }
    }

    /// <summary>A command on the connection.</summary>
    /// <inheritdoc cref="Connection" path="/exception"/>
    public NpgsqlCommand CreateCommand(string sql) => new(sql, Connection);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _isDisposed = true;
        return ValueTask.CompletedTask;
    }
}
