using System.Data.Common;

namespace Cluster.Silo.Storage;

/// <summary>A database that grain states are kept in, through Orleans' ADO.NET storage and this project's own script.</summary>
internal abstract class GrainDatabase(string name)
{
    /// <summary>The storage provider's name, as grains ask for it.</summary>
    public string Name { get; } = name;

    /// <summary>For messages: what kind of database it is.</summary>
    public abstract string Kind { get; }

    /// <summary>What Orleans calls the ADO.NET driver.</summary>
    public abstract string Invariant { get; }

    /// <summary>Opens connections to the database.</summary>
    public abstract DbDataSource Source { get; }

    /// <summary>
    /// Creates the tables and queries where they are missing. Does nothing where they exist, and lets one silo at a time do it.
    /// </summary>
    public abstract Task ApplyScriptAsync(CancellationToken cancellationToken);

    /// <summary>Whether a failure may pass by itself, as while the database starts.</summary>
    public abstract bool IsTransient(DbException failure);

    public async Task PingAsync(CancellationToken cancellationToken)
    {
        await using var connection = await Source.OpenConnectionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT 1";
        await command.ExecuteScalarAsync(cancellationToken);
    }

    protected static async Task ExecuteAsync(DbConnection connection, DbTransaction? transaction, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Scripts of this project.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A script that ships in this assembly.</summary>
    protected static string ReadScript(string file)
    {
        var assembly = typeof(GrainDatabase).Assembly;
        using var stream = assembly.GetManifestResourceStream($"Cluster.Silo.Storage.{file}")
            ?? throw new InvalidOperationException($"The resource {file} is missing from {assembly.GetName().Name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
