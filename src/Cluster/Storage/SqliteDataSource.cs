using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Cluster.Storage;

/// <summary>Opens connections to the embedded database that wait for each other as they should.</summary>
internal sealed class SqliteDataSource : DbDataSource
{
    /// <summary>
    /// SQLite's own wait for a lock, which looks again after 1, 2, 5 ... ms. Beyond it the driver waits on, in steps of 150 ms, until the command's
    /// time-out: by itself it would take such a step at the first collision.
    /// </summary>
    private const string Wait = "PRAGMA busy_timeout = 5000";

    public SqliteDataSource(string connectionString)
    {
        var builder = new SqliteConnectionStringBuilder(connectionString);
        if (string.IsNullOrEmpty(builder.DataSource) || builder.DataSource == ":memory:" || builder.Mode == SqliteOpenMode.Memory)
        {
            throw new ClusterException(
                $"The Sqlite providers need a file that all processes of the cluster can open, for example 'Data Source=.cluster/cluster.db'; they were given '{connectionString}'.");
        }

        builder.DataSource = Path.GetFullPath(builder.DataSource);
        File = builder.DataSource;
        ConnectionString = builder.ConnectionString;
    }

    public string File { get; }

    public override string ConnectionString { get; }

    /// <summary>Makes the folder that the file is to lie in.</summary>
    public void CreateFolder() => Directory.CreateDirectory(Path.GetDirectoryName(File)!);

    public SqliteConnection Open() => (SqliteConnection)OpenDbConnection();

    protected override DbConnection CreateDbConnection() => new SqliteConnection(ConnectionString);

    protected override DbConnection OpenDbConnection()
    {
        var connection = new SqliteConnection(ConnectionString);
        try
        {
            connection.Open();
            connection.Execute(Wait);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // The driver has no asynchronous way in; a file opens at once.
    protected override ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default) => new(OpenDbConnection());

    /// <summary>Closes what the driver keeps open for the next use.</summary>
    protected override void Dispose(bool disposing)
    {
        using var any = new SqliteConnection(ConnectionString);
        SqliteConnection.ClearPool(any);
        base.Dispose(disposing);
    }
}
