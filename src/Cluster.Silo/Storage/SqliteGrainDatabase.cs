using System.Data.Common;
using Cluster.Storage;
using Microsoft.Data.Sqlite;

namespace Cluster.Silo.Storage;

/// <summary>Grain states in an SQLite file.</summary>
internal sealed class SqliteGrainDatabase(string name, string connectionString) : GrainDatabase(name), IDisposable
{
    private const int Busy = 5;
    private const int Locked = 6;

    private readonly SqliteDataSource _source = new(connectionString);

    public override string Kind => "SQLite";

    // The name of another driver: by it Orleans finds its own SQLite dialect and then loads Microsoft.Data.Sqlite.
    public override string Invariant => "System.Data.SQLite";

    public override DbDataSource Source => _source;

    public override async Task ApplyScriptAsync(CancellationToken cancellationToken)
    {
        _source.CreateFolder();
        await using var connection = _source.Open();
        await ExecuteAsync(connection, null, "PRAGMA journal_mode = WAL", cancellationToken);
        await using var transaction = connection.BeginTransaction(deferred: false);
        await ExecuteAsync(connection, transaction, ReadScript("grains.sqlite.sql"), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public void Dispose() => _source.Dispose();

    public override bool IsTransient(DbException failure) => failure is SqliteException { SqliteErrorCode: Busy or Locked };
}
