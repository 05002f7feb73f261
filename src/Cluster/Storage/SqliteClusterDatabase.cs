using Microsoft.Data.Sqlite;

namespace Cluster.Storage;

/// <summary>
/// The embedded database: one SQLite file in which the processes of one machine keep membership and reminders.
/// Safe for use by many threads and processes at once.
/// </summary>
/// <remarks>
/// The file is kept in write-ahead-log mode, so that readers and the one writer do not wait for each other. Every transaction that writes takes
/// the write lock as it begins: one that begins by reading could be refused the lock later, with no way to wait for it.
/// </remarks>
internal sealed class SqliteClusterDatabase(string connectionString) : IDisposable
{
    private readonly SqliteDataSource _source = new(connectionString);
    private readonly Lock _schemaGate = new();
    private volatile bool _hasSchema;

    /// <summary>Runs a unit of work off the caller's scheduler, since SQLite blocks while it waits for locks and for the disk.</summary>
    public Task<T> ReadAsync<T>(Func<SqliteConnection, T> work) => Task.Run(() => InTransaction(work, isWrite: false));

    /// <summary>Runs a unit of work that writes: all of it happens, or nothing if it throws.</summary>
    public Task<T> WriteAsync<T>(Func<SqliteConnection, T> work) => Task.Run(() => InTransaction(work, isWrite: true));

    public void Dispose() => _source.Dispose();

    private T InTransaction<T>(Func<SqliteConnection, T> work, bool isWrite)
    {
        EnsureSchema();
        using var connection = _source.Open();
        using var transaction = connection.BeginTransaction(deferred: !isWrite);
        var result = work(connection);
        transaction.Commit();
        return result;
    }

    private void EnsureSchema()
    {
        if (_hasSchema)
        {
            return;
        }

        lock (_schemaGate)
        {
            _source.CreateFolder();
            using var connection = _source.Open();

            // The mode is a property of the file and cannot be set inside a transaction; setting it again is harmless.
            connection.Execute("PRAGMA journal_mode = WAL");
            using var transaction = connection.BeginTransaction(deferred: false);
            connection.Execute(SqliteSchema.Script);
            transaction.Commit();
            _hasSchema = true;
        }
    }
}
