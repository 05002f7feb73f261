using Cluster.Registers;
using Cluster.Transactions.Postgres;
using Npgsql;

namespace Cluster.Transactions;

/// <summary>Lets PostgreSQL take part in transactions.</summary>
public static class PostgresTransactionExtensions
{
    /// <summary>
    /// Brings a database into the transaction: what is done on the connection commits together with everything else, or not at all, through PostgreSQL's <c>PREPARE TRANSACTION</c>. Called again in the same transaction it gives the same connection.
    /// </summary>
    /// <remarks>
    /// <para>Atomic under any failure. If the process that runs the transaction dies after it has prepared, <c>services.AddPostgresTransactionRecovery(...)</c> in another finishes it.</para>
    /// <para>Isolation: within the database as PostgreSQL's level says. What is to be in one serial order with grains, registers and other databases has to be written, or read <c>FOR SHARE</c> or <c>FOR UPDATE</c>: PostgreSQL's own levels know only what
    /// happens within the database. Serialization failures and deadlocks there run the transaction again.</para>
    /// </remarks>
    /// <param name="transaction">The transaction, where it was begun.</param>
    /// <param name="dataSource">The database. Its server's <c>max_prepared_transactions</c> is as large as many transactions may commit at once.</param>
    /// <param name="isolation">PostgreSQL's isolation level; counts at the first call.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ClusterException">The server takes no prepared transactions; the message says what to set.</exception>
    /// <exception cref="NpgsqlException">The database can't be reached.</exception>
    /// <exception cref="QuorumUnreachableException">The cluster's identity can't be read.</exception>
    /// <exception cref="InvalidOperationException">The transaction can't write, is being committed, or was begun elsewhere.</exception>
    public static async Task<EnlistedDatabase> EnlistAsync(
        this ClusterTransaction transaction, NpgsqlDataSource dataSource, PostgresIsolation isolation = PostgresIsolation.Serializable, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(dataSource);
        if (transaction.IsReadOnly)
            throw new InvalidOperationException($"Transaction {transaction.Name} was begun by ReadAsync and can't lock in a database: use RunAsync.");
        var others = transaction.Outer.OfType<PostgresParticipant>();
        if (others.FirstOrDefault(other => other.Branch.Source == dataSource) is { } known)
            return new EnlistedDatabase(known);

        var cluster = await transaction.Outer.GetIdentityAsync(cancellationToken);
        var number = transaction.Outer.NextNumber();
        var name = new PreparedName(cluster, transaction.Promise, number);
        var branch = await PostgresBranch.BeginAsync(dataSource, name, isolation, transaction.Outer.Time, cancellationToken);
        var participant = new PostgresParticipant(branch, number);
        try
        {
            transaction.Enlist(participant);
        }
        catch
        {
            await branch.DisposeAsync();
            throw;
        }

        return new EnlistedDatabase(participant);
    }
}
