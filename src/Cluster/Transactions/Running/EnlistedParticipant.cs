using Cluster.Transactions.Calling;
using Cluster.Transactions.Protocol;
using Microsoft.Extensions.Logging;

namespace Cluster.Transactions.Running;

/// <summary>A user's participant in one attempt, as the coordinator speaks to it: one call at a time, and answers as those of grains. Safe for use by many threads at once.</summary>
internal sealed class EnlistedParticipant(ITransactionParticipant participant, TransactionId transaction, Action<ParticipantReply> answer, ILogger logger)
{
    /// <summary>Begins the names that coordinators give to users' participants; no grain's identity begins so.</summary>
    private const string Prefix = "enlisted:";

    private readonly Lock _gate = new();
    private Task _last = Task.CompletedTask;
    private bool _isPreparing;
    private bool _isCommitting;
    private bool _isOver;

    public string Name { get; } = Prefix + participant.Name;

    /// <summary>Such a participant has one session for each attempt, and gives it no name.</summary>
    public static SessionId Session => default;

    public void Tell(ParticipantRequest request, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // What is under way is not asked for again; its answer can't get lost.
            if (request is PrepareRequest && !_isPreparing)
            {
                _isPreparing = true;
                _last = AfterAsync(_last, () => PrepareAsync(cancellationToken));
            }
            else if (request is CommitRequest && !_isCommitting)
            {
                _isCommitting = true;
                _last = AfterAsync(_last, CommitAsync);
            }
            else if (request is AbortRequest)
            {
                _last = AfterAsync(_last, AbortAsync);
            }
        }
    }

    private static async Task AfterAsync(Task last, Func<Task> next)
    {
        await last.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await next();
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var vote = TransactionVote.No;
        try
        {
            vote = await participant.PrepareAsync(transaction.Name, cancellationToken);
        }
#pragma warning disable CA1031 // It is the user's code, and that it failed is a no.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            logger.ParticipantFailed(failure, participant.Name, transaction.Name);
        }

        _isOver = vote == TransactionVote.ReadOnly;
        answer(new VoteReply(transaction, Name, Session, vote == TransactionVote.No ? Vote.No : Vote.Yes, AbortCause.Refused));
    }

    private async Task CommitAsync()
    {
        try
        {
            if (!_isOver)
                await participant.CommitAsync(transaction.Name, CancellationToken.None);
        }
#pragma warning disable CA1031 // It is the user's code; it is told again.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            logger.ParticipantFailed(failure, participant.Name, transaction.Name);
            lock (_gate)
                _isCommitting = false;
            return;
        }

        answer(new AppliedReply(transaction, Name, Session));
    }

    private async Task AbortAsync()
    {
        try
        {
            if (!_isOver)
                await participant.AbortAsync(transaction.Name, CancellationToken.None);
        }
#pragma warning disable CA1031 // It is the user's code; what is prepared there is found by itself.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            logger.ParticipantFailed(failure, participant.Name, transaction.Name);
        }
    }
}
