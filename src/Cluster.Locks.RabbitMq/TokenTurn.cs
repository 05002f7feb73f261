namespace Cluster.Locks.RabbitMq;

/// <summary>
/// One attempt to take a lock, as a state machine over deliveries and confirmations. It rests on three things that the broker does: of all consumers of the queue
/// one is served until its channel ends (single active consumer); what that one has not acknowledged is put back before the next one is served;
/// and a confirmed message stays until it is acknowledged.
/// </summary>
/// <remarks>
/// A returned token comes back with the same number, so nobody holds by having received it. Whose turn it is sends a probe; when the probe comes back, all that was in the queue
/// has come before it. Then it sends a token that is greater than all of those, and holds when the broker confirms it; only after that it acknowledges the older
/// ones. Killed at any point, it leaves the greatest token that anybody can have used in the queue.
/// </remarks>
internal sealed class TokenTurn(Guid me)
{
    private readonly List<ulong> _old = [];
    private readonly Dictionary<int, ulong> _copies = [];
    private int _copy;
    private bool _isCopying;

    public TurnState State { get; private set; }

    /// <summary>The token of this attempt, from <see cref="TurnState.Raising"/> on.</summary>
    public long Token { get; private set; }

    /// <summary>To be sent when the attempt begins, after the consumer is registered.</summary>
    public TurnMessage Knock => new(TurnMessageKind.Knock, me);

    public TurnStep Deliver(TurnMessage message, ulong tag)
    {
        switch (State)
        {
            case TurnState.Waiting:
                State = TurnState.Draining;
                Collect(message, tag);

                // Only what is sent now is behind all that the holder before has left: a message sent while waiting may have come between.
                return new TurnStep { Publish = new TurnMessage(TurnMessageKind.Probe, me) };

            case TurnState.Draining:
                Collect(message, tag);
                if (message != new TurnMessage(TurnMessageKind.Probe, me))
                    return TurnStep.None;
                State = TurnState.Raising;
                Token++;
                return new TurnStep { Publish = new TurnMessage(TurnMessageKind.Token, me, Token) };

            default:
                return DeliverWhenRaised(message, tag);
        }
    }

    /// <summary>The broker keeps the token that was published.</summary>
    public TurnStep Confirmed()
    {
        if (State == TurnState.Raising)
        {
            State = TurnState.Held;
            return new TurnStep { Acknowledge = [.. _old] };
        }

        _isCopying = false;
        _copy++;
        return _copies.Remove(_copy - 1, out var former) ? new TurnStep { Acknowledge = [former] } : TurnStep.None;
    }

    /// <summary>
    /// Sends the token anew and gives up the old message for it, since a broker does not let a message be unacknowledged for ever (30 minutes by default).
    /// </summary>
    public TurnStep Refresh()
    {
        if (State != TurnState.Held || _isCopying)
            return TurnStep.None;
        _isCopying = true;
        return new TurnStep { Publish = new TurnMessage(TurnMessageKind.Token, me, Token, _copy + 1) };
    }

    private TurnStep DeliverWhenRaised(TurnMessage message, ulong tag)
    {
        if (message.Kind == TurnMessageKind.Token && message.Sender == me && message.Copy >= _copy)
        {
            _copies.Add(message.Copy, tag);
            return TurnStep.None;
        }

        if (message.Kind == TurnMessageKind.Token && message.Sender != me && message.Token >= Token)
        {
            // Against all that the broker promises: it has served two at once, after a partition of its own, say. The newer one wins.
            State = TurnState.Overtaken;
            return TurnStep.None;
        }

        if (State == TurnState.Held)
            return new TurnStep { Acknowledge = [tag] };
        _old.Add(tag);
        return TurnStep.None;
    }

    private void Collect(TurnMessage message, ulong tag)
    {
        _old.Add(tag);
        if (message.Kind == TurnMessageKind.Token)
            Token = Math.Max(Token, message.Token);
    }
}
