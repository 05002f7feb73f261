using Cluster;
using Cluster.Sagas;

namespace Trips;

/// <summary>Takes tickets and remembers which it has sent: each once, though it may be handed a ticket twice.</summary>
public sealed class TicketOffice(ClusterClient cluster) : IOutboxHandler<Ticket>
{
    /// <summary>The register with the tickets sent to a destination: the key of each and its traveller.</summary>
    public static string SentTo(string destination) => $"trips/{destination}/tickets";

    /// <inheritdoc/>
    public async Task HandleAsync(Ticket message, string key, CancellationToken cancellationToken) =>
        await cluster.Registers.Get<SortedDictionary<string, string>>(SentTo(message.Destination)).UpdateAsync(
            sent => new SortedDictionary<string, string>(sent.Value ?? [], StringComparer.Ordinal) { [key] = message.Traveller }, cancellationToken);
}
