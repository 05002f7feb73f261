namespace Cluster.Transactions.Protocol;

internal sealed partial class TransactionCoordinator
{
    private IEnumerable<Part> Writers => _parts.Values.Where(part => part.Writes);

    private IEnumerable<Part> Readers => _parts.Values.Where(part => !part.Writes);

    /// <summary>Whom the phase waits for.</summary>
    private IEnumerable<Part> Asked => _parts.Values.Where(IsAsked);

    private bool IsAsked(Part part) => _phase switch
    {
        Phase.Validating => !part.Writes,
        Phase.Preparing => part.Writes || !_rules.ValidatesFirst(_rule),
        Phase.Applying => part.Writes,
        _ => false,
    };

    /// <summary>Asks for the commit; an <see cref="OutcomeEffect"/> tells what became of it.</summary>
    /// <exception cref="InvalidOperationException">An operation has no answer yet.</exception>
    public void Commit()
    {
        if (_phase != Phase.Active)
            return;
        if (_parts.Values.Any(part => part.Pending.Count > 0))
            throw new InvalidOperationException($"Transaction {_id} still has operations under way: await them before it commits.");
        Enter((_isSnapshot || _rules.ValidatesFirst(_rule)) && Readers.Any() ? Phase.Validating : Phase.Preparing);
    }

    /// <summary>Drops what was written and asks only whether what was read holds: then whoever ran the transaction may believe what it saw.</summary>
    public void CommitReads()
    {
        foreach (var part in _parts.Values)
            part.Writes = false;
        Commit();
    }

    /// <summary>
    /// Asks for the commit of a transaction in which others than these participants have promised to do as its decision register says. They have promised before, so that
    /// there is a moment at which they hold what they read and wrote and nobody here has let go of a lock.
    /// </summary>
    public void CommitWithOthers()
    {
        if (_phase != Phase.Active)
            return;
        (_rule, _hasOthers) = (DecisionRule.ByRegister, true);
        Commit();
    }

    /// <summary>The answer to a <see cref="SetDecisionEffect"/>.</summary>
    /// <param name="held">What the register holds now, ours or another's; null when that is not known.</param>
    public void Decided(Decision? held)
    {
        if (_phase != Phase.Deciding || held is null)
            return;
        if (held == Decision.Committed)
            EndCommitted();
        else
            EndAborted(AbortCause.Refused);
    }

    private void Enter(Phase phase)
    {
        _phase = phase;
        (_asked, _votes) = (_parts.Values.Count(IsAsked), _parts.Values.Count(part => IsAsked(part) && part.HasVoted));
        ContinueWhenAllVoted();
        if (_phase == phase)
            Resend();
    }

    private void Resend()
    {
        if (_phase == Phase.Deciding)
            _effects.Add(new SetDecisionEffect(_id, Decision.Committed));
        ParticipantSession[]? writers = null;
        foreach (var part in Asked)
        {
            if (_isSnapshot)
            {
                if (!part.HasVoted)
                    Send(part.Name, new CheckRequest(_id, part.Versions));
                continue;
            }

            var session = part.Session!.Value;
            if (_phase == Phase.Applying)
            {
                if (!part.IsApplied)
                    Send(part.Name, new CommitRequest(_id, session, IsAwaited: true));
            }
            else if (!part.HasVoted)
            {
                writers ??= [.. Writers.Select(writer => new ParticipantSession(writer.Name, writer.Session!.Value))];
                Send(part.Name, part.Writes
                    ? Prepare(part, session, writers)
                    : new ValidateRequest(_id, session, part.Operations));
            }
        }
    }

    /// <summary>Of many writers one is told of all, and the others of that one: what each of many had to keep about all others would be a multiple of what it writes.</summary>
    private PrepareRequest Prepare(Part part, SessionId session, ParticipantSession[] writers) => writers.Length <= 2 || writers[^1].Participant == part.Name
        ? new PrepareRequest(_id, session, part.Operations, _rule, writers, part.Values)
        : new PrepareRequest(_id, session, part.Operations, _rule, [new ParticipantSession(part.Name, session), writers[^1]], part.Values, IsWhole: false);

    private void Receive(Part part, VoteReply reply)
    {
        // A repeated question may be answered again, and differently, when the first answer has had its effect already.
        if (_phase is not (Phase.Validating or Phase.Preparing) || part.HasVoted || !IsAsked(part))
            return;
        switch (reply.Vote)
        {
            case Vote.No:
                EndAborted(_isSnapshot ? AbortCause.Overtaken : reply.Cause ?? AbortCause.SessionLost);
                break;
            case Vote.Forgotten:
                EndUnknown();
                break;
            case Vote.Committed:
                EndCommitted();
                break;
            default:
                part.HasVoted = true;
                _votes++;
                ContinueWhenAllVoted();
                break;
        }
    }

    private void ContinueWhenAllVoted()
    {
        if (!_rules.Suffice(_votes, _asked))
            return;
        if (_phase == Phase.Validating)
            Enter(Phase.Preparing);
        else if (_phase == Phase.Preparing && _rule == DecisionRule.ByRegister && (Writers.Any() || _hasOthers))
            Enter(Phase.Deciding);
        else if (_phase == Phase.Preparing)
            EndCommitted();
    }

    private void LearnThatEnded(AbortCause cause)
    {
        // Once writers were asked to prepare, only the answer to that tells: a session may have ended by committing.
        if (_phase is Phase.Active or Phase.Validating)
            EndAborted(cause);
    }

    private void PassDeadline()
    {
        if (_phase is Phase.Active or Phase.Validating || (_phase == Phase.Preparing && _rules.MayAbortWhilePreparing(_rule)))
            EndAborted(AbortCause.Deadline);
        else
            EndUnknown();
    }

    private void EndCommitted()
    {
        Tell(TransactionOutcome.Committed, null);
        if (_rule == DecisionRule.ByRegister)
        {
            // The decision must be there as long as somebody may ask for it.
            _phase = Phase.Applying;
            Resend();
            EndWhenApplied();
            return;
        }

        // Should one of these be lost, the writer asks the others.
        foreach (var part in Writers)
            Send(part.Name, new CommitRequest(_id, part.Session!.Value, IsAwaited: false));
        _phase = Phase.Over;
    }

    private void EndAborted(AbortCause cause)
    {
        Tell(TransactionOutcome.Aborted, cause);
        foreach (var part in _isSnapshot ? [] : _parts.Values.AsEnumerable())
            Send(part.Name, part.Session is { } session ? new AbortRequest(_id, session) : new AbandonRequest(_id, null));
        _phase = Phase.Over;
    }

    private void EndUnknown()
    {
        Tell(TransactionOutcome.Unknown, null);
        _phase = Phase.Over;
    }

    private void EndWhenApplied()
    {
        if (Writers.All(part => part.IsApplied))
            _phase = Phase.Over;
    }

    private void Tell(TransactionOutcome outcome, AbortCause? cause)
    {
        Outcome = outcome;
        _effects.Add(new OutcomeEffect(outcome, cause));
    }
}
