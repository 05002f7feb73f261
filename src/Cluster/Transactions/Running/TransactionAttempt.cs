using Cluster.Transactions.Calling;
using Cluster.Transactions.Protocol;
using Cluster.Transactions.Registers;
using Cluster.Transactions.Watching;

namespace Cluster.Transactions.Running;

/// <summary>One attempt at a transaction: its coordinator, with what surrounds it. Safe for use by many threads at once.</summary>
internal sealed class TransactionAttempt
{
    private readonly TransactionRunner _runner;
    private readonly TransactionCoordinator _coordinator;
    private readonly Lock _gate = new();
    // Written once, before anything is sent.
    private readonly Dictionary<string, string> _silos = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<OutcomeEffect> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeSpan _deadline;
    private readonly AttemptRecord _record;
    private bool _isPromisedOutside;
    private bool _isFailed;

    public TransactionAttempt(TransactionRunner runner, TransactionContext context, TimeSpan now)
    {
        (_runner, _deadline) = (runner, now + context.Left);
        _record = new AttemptRecord(runner.Watch, context.Id);
        _coordinator = new TransactionCoordinator(context.Id, DecisionRule.ByVotes, new CoordinatorSettings { Deadline = context.Left }, now);
        Outer = new OuterParticipants(context.Id.Name, () => new RegisterParticipant(runner.Registers, context.Id.ToPromise(), runner.Time), runner.Identity, runner.Time, runner.Logger);
        Scope = new TransactionScope(context, isRoot: true, late => runner.Abandon(context.Id, late))
        {
            Outer = Outer,
            Clock = runner.WatchesCalls ? () => runner.Now : null,
        };
    }

    public TransactionId Id => _coordinator.Id;

    /// <summary>Who takes part and is no grain.</summary>
    public OuterParticipants Outer { get; }

    /// <summary>What the transaction's code runs in.</summary>
    public TransactionScope Scope { get; }

    /// <summary>Whether its code runs, and may still commit.</summary>
    public bool IsRunning => Scope.IsOpen && !_outcome.Task.IsCompleted;

    /// <summary>Ends when the outcome is known, or surely not in time.</summary>
    public Task<OutcomeEffect> Outcome => _outcome.Task;

    /// <summary>Asks for the commit of all that was done in the scope, or if only <paramref name="reads"/> count, for whether what was read holds.</summary>
    /// <returns>False when calls are under way that nobody has waited for; the attempt is aborted then.</returns>
    public bool Commit(bool reads)
    {
        var enlistments = Scope.Close();
        Do(coordinator =>
        {
            Count(enlistments, coordinator);
            _record.Asked(isFailed: reads);
            if (enlistments.Doom is { } doom)
                coordinator.Abort(doom);
            else if (enlistments.IsUnfinished)
                coordinator.Abort();
            else if (reads)
                coordinator.CommitReads();
            else if (_isPromisedOutside)
                coordinator.CommitWithOthers();
            else
                coordinator.Commit();
        });
        return !enlistments.IsUnfinished || enlistments.Doom is not null;
    }

    /// <summary>
    /// Asks those who are no grains to prepare, or, when the code has failed, whether what it saw was the state at one moment. The attempt is aborted if one can't.
    /// </summary>
    /// <returns>The failure to be passed on: the code's, or that of who refused.</returns>
    public async Task<Exception?> PrepareOuterAsync(Exception? failure)
    {
        if (Outer.IsEmpty)
            return failure;
        _isFailed = failure is not null;
        using var over = new CancellationTokenSource();
        var preparing = AskOuterAsync(failure, over.Token);
        if (await Task.WhenAny(preparing, _outcome.Task) != preparing)
            await over.CancelAsync();
        return await preparing;
    }

    public void Abort(AbortCause cause)
    {
        var enlistments = Scope.Close();
        Do(coordinator =>
        {
            Count(enlistments, coordinator);
            coordinator.Abort(enlistments.Doom ?? cause);
        });
    }

    public void Receive(ParticipantReply reply) => Do(coordinator => coordinator.Receive(reply));

    public void Tick(TimeSpan now)
    {
        if (now >= _deadline && !_outcome.Task.IsCompleted && Scope.IsOpen)
            Abort(AbortCause.Deadline);
        Do(coordinator => coordinator.Tick(now));
    }

    private void Count(Enlistments enlistments, TransactionCoordinator coordinator)
    {
        foreach (var joined in enlistments.Joined)
        {
            _silos[joined.Participant] = joined.Silo;
            coordinator.Join(joined.Participant, joined.Session, joined.Operations, joined.Writes);
        }

        foreach (var observed in enlistments.Observed)
        {
            _silos[observed.Participant] = observed.Silo;
            coordinator.Observe(observed.Participant, observed.Item, observed.Version);
        }
    }

    private void Do(Action<TransactionCoordinator> step)
    {
        IReadOnlyList<CoordinatorEffect> effects;
        bool isOver;
        lock (_gate)
        {
            step(_coordinator);
            effects = _coordinator.TakeEffects();
            isOver = _coordinator.IsOver;
        }

        foreach (var effect in effects)
        {
            switch (effect)
            {
                case SendEffect send:
                    _runner.Messenger.Send(_silos.GetValueOrDefault(send.Participant), ParticipantCall.Of(send.Participant, send.Request, asker: null, _silos.GetValueOrDefault));
                    break;
                case SetDecisionEffect set:
                    _ = DecideAsync(set);
                    break;
                case OutcomeEffect outcome:
                    _record.Ended(outcome, _silos.Keys);
                    _outcome.TrySetResult(outcome);
                    if (!Outer.IsEmpty)
                        _ = EndOuterAsync(outcome.Outcome);
                    break;
            }
        }

        if (!isOver)
            return;
        _runner.Remove(this);
        _over.TrySetResult();
    }

    private async Task<Exception?> AskOuterAsync(Exception? failure, CancellationToken over)
    {
        try
        {
            if (failure is not null)
            {
                if (!await Outer.ConfirmAsync(failure, over))
                    Abort(AbortCause.Overtaken);
                return failure;
            }

            var prepared = await Outer.PrepareAsync(over);
            _isPromisedOutside = prepared.Vote == TransactionVote.Yes;
            if (prepared.Cause is { } cause)
                Abort(cause);
            return prepared.Refusal;
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            return failure;
        }
    }

    /// <summary>Tells those who are no grains the decision, and forgets it when nobody is left who might ask.</summary>
    private async Task EndOuterAsync(TransactionOutcome outcome)
    {
        var isCommitted = outcome == TransactionOutcome.Committed && !_isFailed;
        if (outcome == TransactionOutcome.Unknown)
        {
            if (await FindOutAsync() is not { } decided)
                return;
            isCommitted = decided == Decision.Committed;
        }

        await Outer.EndAsync(isCommitted);
        await _over.Task;

        // Grains whose coordinator gave up ask for the decision themselves.
        if (outcome != TransactionOutcome.Unknown && _isPromisedOutside)
            await _runner.Decisions.ForgetAsync(Id.Name);
    }

    /// <summary>The coordinator has given up over the decision: it is learned as a participant in doubt learns it. Null if it can't be for a minute.</summary>
    private async Task<Decision?> FindOutAsync()
    {
        for (var tries = 0; tries < 60; tries++)
        {
            if (await _runner.Decisions.SetAsync(Id.Name, Decision.Aborted) is { } held)
                return held;
            await Task.Delay(TimeSpan.FromSeconds(1), _runner.Time);
        }

        return null;
    }

    private async Task DecideAsync(SetDecisionEffect set)
    {
        var held = await _runner.Decisions.SetAsync(set.Transaction.Name, set.Decision);
        Do(coordinator => coordinator.Decided(held));
    }
}
