using Cluster.Transactions.Calling;

namespace Cluster.Silo.Transactions.Hosting;

/// <summary>Takes requests to a grain that is a participant.</summary>
internal sealed class TransactionParticipantExtension(IGrainContext grain, AnswerLanes answers) : ITransactionParticipantExtension
{
    public Task WakeAsync()
    {
        grain.GetComponent<ParticipantHost>()?.Wake();
        return Task.CompletedTask;
    }

    public Task PingAsync() => Task.CompletedTask;

    public Task DeliverAsync(string route, ParticipantCall[] calls)
    {
        if (grain.GetComponent<ParticipantHost>() is not { } host)
        {
            foreach (var call in calls.Where(call => call.Kind == ParticipantCallKind.Operate))
                Refuse(route, call);
            return Task.CompletedTask;
        }

        // Off the grain's scheduler: the participant is safe for many threads and must not wait for the grain's code.
        ThreadPool.UnsafeQueueUserWorkItem(
            static delivery =>
            {
                foreach (var call in delivery.Calls)
                    delivery.Host.Receive(delivery.Route, call);
            },
            (Host: host, Route: route, Calls: calls),
            preferLocal: false);
        return Task.CompletedTask;
    }

    private void Refuse(string route, ParticipantCall call) => answers.Send(new Address(route, call.Asker), new ParticipantAnswer
    {
        Participant = call.Participant,
        Transaction = call.Transaction,
        Operation = call.Number,
        Refusal = $"The grain {grain.GrainId} has no transactional state: its class {grain.GrainInstance?.GetType()} takes none in its constructor.",
        Asker = call.Asker,
    });
}
