using Cluster.Contracts.Interleaving;
using Cluster.Locks.RabbitMq;

namespace Cluster.Contracts.Locks;

/// <summary>A client of the model, which does as <see cref="LockChannel"/> does: a confirmation is waited for before the next delivery is looked at.</summary>
internal sealed class ModelClient(ModelConnection connection, TokenTurn turn, Strand strand)
{
    private const int StepsOfHolding = 6;
    private readonly Queue<(TurnMessage Message, ulong Tag)> _deliveries = new();
    private int _confirmations;

    /// <summary>False when the connection was closed before.</summary>
    public bool Take()
    {
        connection.Requests.Enqueue(new ModelRequest(Consume: true));
        if (!Publish(turn.Knock))
            return false;
        while (turn.State != TurnState.Held)
        {
            if (!Read() || (_deliveries.TryDequeue(out var delivery) && !Do(turn.Deliver(delivery.Message, delivery.Tag))))
                return false;
        }

        return true;
    }

    public void Hold()
    {
        for (var step = 0; step < StepsOfHolding; step++)
        {
            if (step == StepsOfHolding / 2 && !Do(turn.Refresh()))
                return;
            if (!Read() || (_deliveries.TryDequeue(out var delivery) && !Do(turn.Deliver(delivery.Message, delivery.Tag))))
                return;
            if (turn.State == TurnState.Overtaken)
                throw new InvalidOperationException($"A holder was overtaken, with token {turn.Token}.");
        }
    }

    private bool Do(TurnStep step)
    {
        if (step.Publish is { } message)
        {
            if (!Publish(message))
                return false;
            if (message.Kind == TurnMessageKind.Token)
                step = turn.Confirmed();
        }

        foreach (var tag in step.Acknowledge ?? [])
        {
            strand.Step();
            connection.Requests.Enqueue(new ModelRequest(Acknowledge: tag));
        }

        return true;
    }

    private bool Publish(TurnMessage message)
    {
        connection.Requests.Enqueue(new ModelRequest(Publish: message));
        for (var before = _confirmations; _confirmations == before;)
        {
            if (!Read())
                return false;
        }

        return true;
    }

    /// <summary>Reads one thing, if there is one; false when the connection is closed and everything before it has been read.</summary>
    private bool Read()
    {
        strand.Step();
        if (!connection.Answers.TryDequeue(out var answer))
            return !connection.IsCut;
        if (answer is { } delivery)
            _deliveries.Enqueue(delivery);
        else
            _confirmations++;
        return true;
    }
}
