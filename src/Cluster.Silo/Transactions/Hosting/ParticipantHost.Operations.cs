using System.Reflection;
using Cluster.Silo.Transactions.Protocol;
using Cluster.Transactions;
using Cluster.Transactions.Calling;
using Cluster.Transactions.Protocol;
using Cluster.Transactions.Running;
using Orleans.Concurrency;

namespace Cluster.Silo.Transactions.Hosting;

/// <remarks>Operations of the grain's own code on its states. They are made where the participant is, so none gets lost or comes twice.</remarks>
internal sealed partial class ParticipantHost
{
    /// <summary>How long a call waits for a lock before it is looked whether others are let in.</summary>
    private static readonly TimeSpan LookAfter = TimeSpan.FromMilliseconds(400);

    private readonly Dictionary<TransactionId, LocalSession> _sessions = [];
    private bool _isChecked;

    /// <summary>Carries out an operation in the transaction of the caller, when its lock is granted.</summary>
    /// <returns>What was read; null for nothing.</returns>
    public async ValueTask<byte[]?> OperateAsync(string item, Access access, byte[]? value)
    {
        CheckGrain();
        var scope = TransactionScope.Current ?? throw new InvalidOperationException(
            $"The state '{item}' of {name} is used outside of a transaction: call the grain within cluster.Transactions.RunAsync, from a process that was set up with AddCluster.");
        scope.ThrowIfClosed();
        if (access is Access.Write or Access.ReadForUpdate && scope.Context.IsReadOnly)
        {
            throw access == Access.Write
                ? new InvalidOperationException($"The state '{item}' of {name} is written in a transaction that only reads: use RunAsync rather than ReadAsync.")
                : new InvalidOperationException($"The state '{item}' of {name} is read for an update in a transaction that only reads: use RunAsync rather than ReadAsync.");
        }

        if (Volatile.Read(ref _participant) is null)
            await LoadAsync(scope);
        if (scope.Context.IsSnapshot)
            return ReadSnapshot(scope, item);
        var reply = await BeginOperation(scope.Context, item, access, value);
        switch (reply)
        {
            case OperationReply done:
                scope.Joined(new JoinedParticipant(name, services.Silo, done.Session!.Value, 1, access == Access.Write));
                return done.Value;
            case SessionEndedReply ended:
                scope.Doom(ended.Cause);
                throw new TransactionAbortedException(
                    $"Transaction {scope.Context.Id.Name} can't go on: at {name} it {ClusterTransactions.Tell(ended.Cause)}.", ClusterTransactions.Public(ended.Cause));
            default:
                throw new InvalidOperationException($"An operation was answered with {reply.GetType().Name}.");
        }
    }

    private async Task LoadAsync(TransactionScope scope)
    {
        try
        {
            await LoadAsync();
        }
        catch (ClusterException)
        {
            // Another attempt may find a majority.
            scope.Doom(AbortCause.SessionLost);
            throw;
        }
    }

    private byte[]? ReadSnapshot(TransactionScope scope, string item)
    {
        IReadOnlyList<ParticipantEffect> effects;
        lock (_gate)
        {
            var participant = _participant!;
            participant.Receive(this, new SnapshotRequest(scope.Context.Id, 0, item), Now);
            effects = AfterStep(participant, null);
        }

        Perform(effects);
        if (effects.OfType<ReplyEffect>().Select(reply => reply.Reply).OfType<SnapshotReply>().FirstOrDefault() is not { } read)
        {
            scope.Doom(AbortCause.SessionLost);
            throw new TransactionAbortedException($"Transaction {scope.Context.Id.Name} can't go on: {name} is being activated elsewhere.", TransactionAbortCause.ParticipantLost);
        }

        scope.Observed(new ObservedItem(name, services.Silo, item, read.Version));
        return read.Value;
    }

    private ValueTask<ParticipantReply> BeginOperation(TransactionContext context, string item, Access access, byte[]? value)
    {
        IReadOnlyList<ParticipantEffect> effects;
        ParticipantReply? answer = null;
        Task<ParticipantReply>? later = null;
        lock (_gate)
        {
            var participant = _participant!;
            if (!_sessions.TryGetValue(context.Id, out var session))
                _sessions.Add(context.Id, session = new LocalSession(context.Id));
            if (participant.IsStopped || session.Ended is not null)
                return ValueTask.FromResult<ParticipantReply>(new SessionEndedReply(context.Id, name, null, session.Ended ?? AbortCause.SessionLost));
            var number = ++session.Operations;
            participant.Receive(session, new OperationRequest(context.Id, null, number, item, access, value) { Origin = context.Origin }, Now);
            effects = AfterStep(participant, null);
            foreach (var effect in effects)
            {
                if (effect is ReplyEffect { To: LocalSession to, Reply: OperationReply reply } && to == session && reply.Number == number)
                    answer = reply;
            }

            if (answer is null)
                later = session.Ended is { } ended ? Task.FromResult<ParticipantReply>(new SessionEndedReply(context.Id, name, null, ended)) : session.WaitFor(number);
        }

        Perform(effects);
        return answer is not null ? ValueTask.FromResult(answer) : WaitAsync(context, later!);
    }

    private async ValueTask<ParticipantReply> WaitAsync(TransactionContext context, Task<ParticipantReply> answer)
    {
        for (var left = context.Left; left > TimeSpan.Zero; left -= LookAfter)
        {
            await ((Task)answer).WaitAsync(left < LookAfter ? left : LookAfter, services.Runner.Time).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
            if (answer.IsCompleted)
                return await answer;
            if (left > LookAfter && !await TakesCallsAsync())
                Do(participant => participant.Retire(Now));
        }

        // The coordinator ends the session at its deadline. Should it be gone, nobody else would before long.
        var abandon = new AbandonRequest(context.Id, null);
        Do(participant => participant.Receive(new Address(string.Empty, null), abandon, Now), abandon);
        return new SessionEndedReply(context.Id, name, null, AbortCause.Deadline);
    }

    /// <summary>
    /// An activation that is to be deactivated waits for its calls to end and lets no other call in: if one waits here for a lock whose transaction needs another call, neither
    /// would ever end. The runtime tells nobody that it has begun; that a call to oneself is not let in tells.
    /// </summary>
    private async Task<bool> TakesCallsAsync()
    {
        var ping = services.Grains.GetGrain(grain.GrainId).AsReference<ITransactionParticipantExtension>().PingAsync();
        await ping.WaitAsync(LookAfter, services.Runner.Time).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        if (ping.IsCompletedSuccessfully)
            return true;
        ping.Ignore();
        return false;
    }

    /// <summary>Brings answers to the grain's code that waits for them.</summary>
    private void AnswerLocally(IReadOnlyList<ParticipantEffect> effects)
    {
        foreach (var effect in effects)
        {
            if (effect is not ReplyEffect { To: LocalSession session, Reply: var reply })
                continue;
            if (reply is OperationReply operation)
                session.Answer(operation);
            else if (reply is SessionEndedReply ended)
                End(session, ended.Cause);
        }
    }

    /// <summary>After a request of its coordinator a session may be over, without a word to whoever waits for a lock in it.</summary>
    private void EndIfOver(TransactionParticipant participant, ParticipantRequest request)
    {
        var transaction = request.Transaction;
        if (participant.IsActive(transaction) || !_sessions.TryGetValue(transaction, out var session))
            return;
        if (session.IsWaiting || request is AbortRequest or AbandonRequest)
            End(session, AbortCause.SessionLost);
        else if (session.Ended is null)
            _sessions.Remove(transaction);
    }

    private void EndAll()
    {
        foreach (var session in _sessions.Values)
            End(session, AbortCause.SessionLost);
    }

    /// <summary>That it ended is kept for a while: what comes after it in its transaction must not begin anew.</summary>
    private void End(LocalSession session, AbortCause cause)
    {
        (session.Ended, session.EndedAt) = (session.Ended ?? cause, Now);
        session.End(name, cause);
    }

    private void ForgetEnded()
    {
        lock (_gate)
        {
            if (_sessions.Count == 0)
                return;
            foreach (var session in _sessions.Values.Where(session => session.Ended is not null && Now - session.EndedAt > services.Settings.IdleTimeout).ToArray())
                _sessions.Remove(session.Transaction);
        }
    }

    /// <summary>A no says why, where that is known.</summary>
    private ParticipantReply Explained(ParticipantReply reply)
    {
        if (reply is not VoteReply { Vote: Vote.No } no)
            return reply;
        lock (_gate)
            return _sessions.TryGetValue(reply.Transaction, out var session) && session.Ended is { } cause ? no with { Cause = cause } : reply;
    }

    private void CheckGrain()
    {
        if (_isChecked)
            return;
        if (grain.GrainInstance?.GetType() is { } type && type.GetCustomAttribute<ReentrantAttribute>() is null)
        {
            throw new InvalidOperationException(
                $"{type.Name} keeps transactional state and must be marked [Reentrant]: while one call waits for a lock, calls of the transaction that holds it must be let in.");
        }

        _isChecked = true;
    }
}
