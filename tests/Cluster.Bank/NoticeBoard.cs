using Cluster.Sagas;

namespace Cluster.Bank;

/// <summary>Pins notices to their boards, each once by its key, and counts how often it was handed over.</summary>
internal sealed class NoticeBoard(ClusterClient cluster) : IOutboxHandler<Notice>
{
    public async Task HandleAsync(Notice message, string key, CancellationToken cancellationToken) =>
        await cluster.Registers.Get<SortedDictionary<string, int>>(Notice.NameOf(message.Board)).UpdateAsync(
            pinned => new SortedDictionary<string, int>(pinned.Value ?? [], StringComparer.Ordinal) { [key] = (pinned.Value ?? []).GetValueOrDefault(key) + 1 }, cancellationToken);
}
