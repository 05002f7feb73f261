using Cluster.Transactions.Protocol;

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
    private readonly TimeSpan _deadline;
    private Dictionary<string, EnlistedParticipant>? _enlisted;
    private bool _isSettled;

    public TransactionAttempt(TransactionRunner runner, TransactionContext context, TimeSpan now)
    {
        (_runner, _deadline) = (runner, now + context.Left);
        _coordinator = new TransactionCoordinator(context.Id, DecisionRule.ByVotes, new CoordinatorSettings { Deadline = context.Left }, now);
        Scope = new TransactionScope(context, isRoot: true, late => runner.Abandon(context.Id, late));
    }

    public TransactionId Id => _coordinator.Id;

    /// <summary>What the transaction's code runs in.</summary>
    public TransactionScope Scope { get; }

    /// <summary>Ends when the outcome is known, or surely not in time.</summary>
    public Task<OutcomeEffect> Outcome => _outcome.Task;

    /// <summary>Asks for the commit of all that was done in the scope, or if only <paramref name="reads"/> count, for whether what was read holds.</summary>
    /// <returns>False when calls are under way that nobody has waited for; the attempt is aborted then.</returns>
    public bool Commit(bool reads)
    {
        var enlistments = Scope.Close();
        Do(coordinator =>
        {
            Count(enlistments, coordinator, reads);
            if (enlistments.Doom is { } doom)
                coordinator.Abort(doom);
            else if (enlistments.IsUnfinished)
                coordinator.Abort();
            else if (reads)
                coordinator.CommitReads();
            else
                coordinator.Commit();
        });
        return !enlistments.IsUnfinished || enlistments.Doom is not null;
    }

    public void Abort(AbortCause cause)
    {
        var enlistments = Scope.Close();
        Do(coordinator =>
        {
            Count(enlistments, coordinator, reads: false);
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

    private void Count(Enlistments enlistments, TransactionCoordinator coordinator, bool reads)
    {
        if (!_isSettled)
            Enlist(coordinator, reads);
        _isSettled = true;
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

    private void Enlist(TransactionCoordinator coordinator, bool reads)
    {
        foreach (var enlisted in Scope.Enlisted)
        {
            var participant = new EnlistedParticipant(enlisted, Id, Receive, _runner.Logger);
            if (reads)
            {
                // Only what was read counts, and whatever comes out it is to undo what was done.
                participant.Tell(new AbortRequest(Id, EnlistedParticipant.Session), CancellationToken.None);
                continue;
            }

            (_enlisted ??= new Dictionary<string, EnlistedParticipant>(StringComparer.Ordinal)).Add(participant.Name, participant);
            coordinator.DecideBy(DecisionRule.ByRegister);
            coordinator.Join(participant.Name, EnlistedParticipant.Session, 1, writes: true);
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
                case SendEffect send when _enlisted?.GetValueOrDefault(send.Participant) is { } enlisted:
                    enlisted.Tell(send.Request, CancellationToken.None);
                    break;
                case SendEffect send:
                    _runner.Messenger.Send(send.Participant, _silos.GetValueOrDefault(send.Participant), send.Request);
                    break;
                case SetDecisionEffect set:
                    _ = DecideAsync(set);
                    break;
                case OutcomeEffect outcome:
                    _outcome.TrySetResult(outcome);
                    break;
            }
        }

        if (isOver)
            _runner.End(this, forgetsDecision: _enlisted is not null && _coordinator.Outcome == TransactionOutcome.Committed);
    }

    private async Task DecideAsync(SetDecisionEffect set)
    {
        var held = await _runner.Decisions.SetAsync(set.Transaction.Name, set.Decision);
        Do(coordinator => coordinator.Decided(held));
    }
}
