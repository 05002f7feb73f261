using Npgsql;

namespace Cluster.Transactions.Postgres;

/// <summary>What is done to prepared transactions of a database. Each may be repeated.</summary>
internal static class PreparedTransactions
{
    /// <summary>Refuses a server that takes none.</summary>
    /// <exception cref="ClusterException">The server's max_prepared_transactions is 0.</exception>
    public static async Task CheckAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT setting::int FROM pg_settings WHERE name = 'max_prepared_transactions'", connection);
        if (await command.ExecuteScalarAsync(cancellationToken) is 0)
        {
            throw new ClusterException(
                $"The PostgreSQL server at {connection.Host}:{connection.Port} can't take part in transactions: its max_prepared_transactions is 0. Set it in postgresql.conf to at least"
                + " the number of transactions that may commit there at once (such as max_connections), and restart the server.");
        }
    }

    /// <summary>Those of this database whose names begin so.</summary>
    public static async Task<IReadOnlyList<PreparedName>> ListAsync(NpgsqlDataSource source, string prefix, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("SELECT gid FROM pg_prepared_xacts WHERE database = current_database() AND starts_with(gid, $1)");
        command.Parameters.Add(new NpgsqlParameter { Value = prefix });
        var names = new List<PreparedName>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (PreparedName.TryParse(reader.GetString(0)) is { } name)
                names.Add(name);
        }

        return names;
    }

    /// <summary>Commits or rolls back one; does nothing if it was finished already, or was never prepared. False when somebody else is at it.</summary>
    public static async Task<bool> FinishAsync(NpgsqlDataSource source, PreparedName name, bool isCommitted, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"{(isCommitted ? "COMMIT" : "ROLLBACK")} PREPARED '{name}'");
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
            return true;
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.UndefinedObject)
        {
            // Somebody else was faster.
            return true;
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.ObjectNotInPrerequisiteState)
        {
            return false;
        }
    }
}
