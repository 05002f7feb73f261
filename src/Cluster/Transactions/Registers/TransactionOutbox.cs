using Cluster.Registers;
using Cluster.Registers.Protocol;

namespace Cluster.Transactions.Registers;

/// <summary>
/// Messages that leave when a transaction commits. They are written, in the transaction itself, into one of a fixed number of outboxes, registers that all transactions share: one for each
/// transaction would stay on the silos' disks for ever. Which one does not matter, so two transactions that run at once rarely get into each other's way.
/// </summary>
internal sealed class TransactionOutbox(ClusterRegisters registers)
{
    /// <summary>What the messages of one transaction may take, in bytes as the serializer writes them.</summary>
    public const int MaxBytes = 32 << 10;

    private const int Outboxes = 1024;
    private const int Tries = 8;
    private static int _next = Random.Shared.Next(Outboxes);

    private readonly List<OutgoingMessage> _messages = [];

    /// <exception cref="ArgumentException">The transaction's messages get too large, or it has sent one with this key.</exception>
    public void Add(object message, string key)
    {
        if (_messages.Exists(other => other.Key == key))
            throw new ArgumentException($"The transaction has already sent a message with the key '{key}'.", nameof(key));
        var content = registers.Serializer.SerializeToArray(message);
        var bytes = content.Length + _messages.Sum(other => other.Content.Length);
        if (bytes > MaxBytes)
            throw new ArgumentException($"The messages of a transaction have at most {MaxBytes:N0} bytes together when they are serialized; these would have {bytes:N0}.", nameof(message));
        _messages.Add(new OutgoingMessage(key, content));
    }

    /// <summary>Takes an outbox with room into the transaction.</summary>
    /// <returns>Why the transaction can't commit: too many messages wait to be taken. Null if it can.</returns>
    public async Task<Exception?> EnterAsync(RegisterParticipant work, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            var outbox = $"{DecisionRegisters.OutboxPrefix}{(uint)Interlocked.Increment(ref _next) % Outboxes}";
            var waiting = (await work.ReadAsync<OutgoingMessage[]>(outbox, cancellationToken)).Value ?? [];
            if (waiting.Sum(message => message.Content.Length) + _messages.Sum(message => message.Content.Length) > MaxBytes)
                continue;
            work.Write(outbox, registers.Bytes<OutgoingMessage[]>([.. waiting, .. _messages]), null);
            return null;
        }

        return new ClusterException(
            $"The transaction has messages to send, but {Tries} outboxes are full of messages that nobody has taken: look whether the silos' outbox handlers fail. Nothing was changed.");
    }
}
