using Cluster.Transactions.Running;
using Npgsql;

namespace Cluster.Transactions.Postgres;

/// <summary>A branch as the transaction sees it.</summary>
internal sealed class PostgresParticipant(PostgresBranch branch, int number) : IInnerParticipant
{
    public string Name => $"PostgreSQL {number}";

    public PostgresBranch Branch => branch;

    public Exception? Refusal { get; private set; }

    public async ValueTask<TransactionVote> PrepareAsync(string transaction, CancellationToken cancellationToken)
    {
        try
        {
            await branch.PrepareAsync(cancellationToken);
            return branch.IsOver ? TransactionVote.ReadOnly : TransactionVote.Yes;
        }
        catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException)
        {
            Refusal = PostgresBranch.IsWorthAnotherAttempt(failure) ? null : failure;
            return TransactionVote.No;
        }
    }

    public async ValueTask CommitAsync(string transaction, CancellationToken cancellationToken) => await branch.FinishAsync(true, cancellationToken);

    public async ValueTask AbortAsync(string transaction, CancellationToken cancellationToken) => await branch.FinishAsync(false, cancellationToken);

    /// <summary>What the code read is as PostgreSQL's isolation makes it; nothing more can be asked.</summary>
    public ValueTask<bool> ConfirmAsync(CancellationToken cancellationToken) => ValueTask.FromResult(true);

    public bool IsConflict(Exception failure) => PostgresBranch.IsWorthAnotherAttempt(failure);
}
