using System.Data.Common;
using System.Text.RegularExpressions;

namespace Cluster.Locks.Fencing;

/// <summary>
/// A table in your own database that remembers the newest fencing token of each resource, for PostgreSQL and SQLite, over any ADO.NET provider.
/// A transaction that enters with a token older than the newest is refused; one that has entered keeps others of the same resource waiting until it ends.
/// </summary>
/// <remarks>
/// <b>What holds</b>: what a transaction does after <see cref="EnterAsync"/> is committed only if no transaction with a newer token has entered the resource before and been
/// committed. It rests on the database alone, on no clock and no lease. A holder that is paused inside its transaction keeps its successor waiting: give the
/// database a limit for that (PostgreSQL: <c>idle_in_transaction_session_timeout</c>).
/// <b>Without the table</b>: a row that has a column for the token guards itself: <c>UPDATE orders SET state = @state, token = @token WHERE id = @id AND token &lt;= @token</c>
/// changes no row when the token is too old.
/// </remarks>
/// <example><code>
/// await using var held = await cluster.Locks.AcquireAsync("orders/42", cancellationToken);
/// await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
/// await fence.EnterAsync(transaction, held.Name, held.FencingToken, cancellationToken);
/// // your statements
/// await transaction.CommitAsync(cancellationToken);
/// </code></example>
public sealed partial class SqlFence
{
    private const string UniqueViolation = "23505";
    private const string DuplicateTable = "42P07";

    /// <summary>A fence whose table has this name, which may name a schema.</summary>
    /// <exception cref="ArgumentException">It is no plain name: letters, digits and underscores, with at most one dot.</exception>
    public SqlFence(string table = "cluster_fences")
    {
        if (!PlainName().IsMatch(table))
            throw new ArgumentException($"'{table}' is no name of a table that is made of letters, digits and underscores, with at most one dot.", nameof(table));
        CreateStatement = $"CREATE TABLE IF NOT EXISTS {table} (resource text PRIMARY KEY, token bigint NOT NULL)";
        EnterStatement =
            $"INSERT INTO {table} AS fence (resource, token) VALUES (@resource, @token) "
            + "ON CONFLICT (resource) DO UPDATE SET token = excluded.token WHERE fence.token <= excluded.token";
        NewestStatement = $"SELECT token FROM {table} WHERE resource = @resource";
    }

    /// <summary>Makes the table.</summary>
    public string CreateStatement { get; }

    /// <summary>Accepts <c>@token</c> for <c>@resource</c> and changes one row, or changes none when a newer token was seen. For use with your own commands.</summary>
    public string EnterStatement { get; }

    private string NewestStatement { get; }

    /// <summary>Makes the table if it is not there; any number of processes may do so at once.</summary>
    public async Task CreateAsync(DbConnection connection, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        await using var command = connection.CreateCommand();
        command.CommandText = CreateStatement;
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (DbException e) when (e.SqlState is UniqueViolation or DuplicateTable)
        {
            // PostgreSQL's IF NOT EXISTS does not see a table that is being made at the same time. It is there now.
        }
    }

    /// <summary>Lets a transaction in, before anything else that it does to the resource.</summary>
    /// <param name="transaction">The transaction; roll it back when this throws.</param>
    /// <param name="resource">What the lock guards, usually its name.</param>
    /// <param name="token">The fencing token; greater than 0.</param>
    /// <param name="cancellationToken">Stops waiting for a transaction that has entered before.</param>
    /// <exception cref="StaleTokenException">A newer token was seen.</exception>
    public async Task EnterAsync(DbTransaction transaction, string resource, long token, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentException.ThrowIfNullOrEmpty(resource);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(token);
        await using var enter = Command(transaction, EnterStatement, ("resource", resource), ("token", token));
        if (await enter.ExecuteNonQueryAsync(cancellationToken) > 0)
            return;
        await using var find = Command(transaction, NewestStatement, ("resource", resource));
        throw new StaleTokenException(resource, token, (long)(await find.ExecuteScalarAsync(cancellationToken))!);
    }

    private static DbCommand Command(DbTransaction transaction, string text, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var connection = transaction.Connection
            ?? throw new ArgumentException("The transaction has ended: it was committed or rolled back.", nameof(transaction));
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = text;
        foreach (var (name, value) in values)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?$")]
    private static partial Regex PlainName();
}
