using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Hosting;

/// <summary>What a transaction does at a participant, as the grain's code waits for it. The participant's gate guards it.</summary>
internal sealed class LocalSession(TransactionId transaction)
{
    private readonly Dictionary<int, TaskCompletionSource<ParticipantReply>> _waiting = [];

    public TransactionId Transaction => transaction;

    /// <summary>The number of the last operation.</summary>
    public int Operations { get; set; }

    /// <summary>Why the participant ended it; null while it has not.</summary>
    public AbortCause? Ended { get; set; }

    /// <summary>When it ended.</summary>
    public TimeSpan EndedAt { get; set; }

    public bool IsWaiting => _waiting.Count > 0;

    public Task<ParticipantReply> WaitFor(int operation)
    {
        var source = new TaskCompletionSource<ParticipantReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add(operation, source);
        return source.Task;
    }

    public void Answer(OperationReply reply)
    {
        if (_waiting.Remove(reply.Number, out var source))
            source.TrySetResult(reply);
    }

    /// <summary>Ends all that waits.</summary>
    public void End(string participant, AbortCause cause)
    {
        foreach (var source in _waiting.Values)
            source.TrySetResult(new SessionEndedReply(transaction, participant, null, cause));
        _waiting.Clear();
    }
}
