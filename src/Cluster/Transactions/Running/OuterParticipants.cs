using Cluster.Registers.Calling;
using Cluster.Transactions.Calling;
using Cluster.Transactions.Protocol;
using Cluster.Transactions.Registers;
using Microsoft.Extensions.Logging;

namespace Cluster.Transactions.Running;

/// <summary>The participants of one attempt that are no grains. Safe for use by many threads at once.</summary>
internal sealed class OuterParticipants(string transaction, Func<RegisterParticipant> registers, ClusterIdentity identity, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly List<ITransactionParticipant> _all = [];
    private readonly HashSet<ITransactionParticipant> _done = [];
    private RegisterParticipant? _registers;
    private Task _preparing = Task.CompletedTask;
    private bool _isClosed;
    private int _numbers;

    public TimeProvider Time => time;

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
                return _all.Count == 0;
        }
    }

    /// <summary>Registers, once they are used.</summary>
    /// <exception cref="InvalidOperationException">The transaction is being committed, or is over.</exception>
    public RegisterParticipant Registers
    {
        get
        {
            lock (_gate)
            {
                if (_registers is null)
                    AddUnderGate(_registers = registers());
                return _registers;
            }
        }
    }

    /// <summary>The identity of the cluster that decides.</summary>
    public Task<Guid> GetIdentityAsync(CancellationToken cancellationToken) => identity.GetAsync(cancellationToken);

    /// <summary>A number that no other participant of this attempt is given.</summary>
    public int NextNumber() => Interlocked.Increment(ref _numbers);

    /// <exception cref="InvalidOperationException">The transaction is being committed, or is over.</exception>
    public void Add(ITransactionParticipant participant)
    {
        lock (_gate)
            AddUnderGate(participant);
    }

    public IReadOnlyList<T> OfType<T>()
    {
        lock (_gate)
            return [.. _all.OfType<T>()];
    }

    /// <summary>Asks all to prepare.</summary>
    public async Task<OuterVote> PrepareAsync(CancellationToken cancellationToken)
    {
        var asked = Close();
        var preparing = Task.WhenAll(asked.Select(participant => PrepareAsync(participant, cancellationToken)));
        lock (_gate)
            _preparing = preparing;
        var votes = await preparing;
        cancellationToken.ThrowIfCancellationRequested();
        if (!votes.Contains(TransactionVote.No))
            return new OuterVote(votes.Contains(TransactionVote.Yes) ? TransactionVote.Yes : TransactionVote.ReadOnly);
        var refusal = asked.OfType<IInnerParticipant>().Select(participant => participant.Refusal).FirstOrDefault(refusal => refusal is not null);
        if (refusal is not null)
            return new OuterVote(TransactionVote.No, AbortCause.Requested, refusal);
        var isRefused = asked.Zip(votes).Any(answer => answer is (not IInnerParticipant, TransactionVote.No));
        return new OuterVote(TransactionVote.No, isRefused ? AbortCause.Refused : AbortCause.Overtaken);
    }

    /// <summary>The code has failed: whether the failure rests on a state that was, at all participants that can tell.</summary>
    public async Task<bool> ConfirmAsync(Exception failure, CancellationToken cancellationToken)
    {
        var asked = Close().OfType<IInnerParticipant>().ToList();
        if (asked.Exists(participant => participant.IsConflict(failure)))
            return false;
        var confirming = Task.WhenAll(asked.Select(participant => participant.ConfirmAsync(cancellationToken).AsTask()));
        lock (_gate)
            _preparing = confirming;
        return (await confirming).All(confirmed => confirmed);
    }

    /// <summary>Tells all what was decided. A commit is told again until it is done, for as long as the process lives; what can't be aborted is found by the participant's own recovery.</summary>
    public async Task EndAsync(bool isCommitted)
    {
        var told = Close();
        Task preparing;
        lock (_gate)
            preparing = _preparing;
        await preparing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(told.Where(participant => !_done.Contains(participant)).Select(participant => EndAsync(participant, isCommitted)));
    }

    private async Task<TransactionVote> PrepareAsync(ITransactionParticipant participant, CancellationToken cancellationToken)
    {
        try
        {
            var vote = await participant.PrepareAsync(transaction, cancellationToken);
            if (vote != TransactionVote.ReadOnly)
                return vote;
            lock (_gate)
                _done.Add(participant);
            return vote;
        }
#pragma warning disable CA1031 // That it failed is a no.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            if (!cancellationToken.IsCancellationRequested)
                logger.ParticipantFailed(failure, participant.Name, transaction);
            return TransactionVote.No;
        }
    }

    private async Task EndAsync(ITransactionParticipant participant, bool isCommitted)
    {
        for (var pause = ShortestPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await (isCommitted ? participant.CommitAsync(transaction, CancellationToken.None) : participant.AbortAsync(transaction, CancellationToken.None));
                return;
            }
#pragma warning disable CA1031 // It is told again.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                if (pause == ShortestPause)
                    logger.ParticipantFailed(failure, participant.Name, transaction);
                if (!isCommitted)
                    return;
            }

            await Task.Delay(pause, time);
        }
    }

    private IReadOnlyList<ITransactionParticipant> Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            return [.. _all];
        }
    }

    private void AddUnderGate(ITransactionParticipant participant)
    {
        if (_isClosed)
            throw new InvalidOperationException("The transaction is being committed, or is over: nothing can take part in it any more. Await all that is done in a transaction.");
        if (participant is not IInnerParticipant && _all.Exists(other => other is not IInnerParticipant && other.Name == participant.Name))
            throw new ArgumentException($"Transaction {transaction} has a participant named '{participant.Name}' already.", nameof(participant));
        _all.Add(participant);
    }
}
