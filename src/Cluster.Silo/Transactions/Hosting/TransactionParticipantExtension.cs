using Cluster.Transactions.Calling;

namespace Cluster.Silo.Transactions.Hosting;

/// <summary>Takes requests to a grain that is a participant.</summary>
internal sealed class TransactionParticipantExtension(IGrainContext grain) : ITransactionParticipantExtension
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
            return Task.CompletedTask;

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
}
