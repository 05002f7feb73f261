using Cluster.Locks;
using Cluster.Locks.Protocol;
using Cluster.Silo.Locks.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Storage;

namespace Cluster.Silo.Locks;

/// <summary>
/// A barrier's grain: writes the record, keeps who waits waiting, and has the locks watched that tell that participants live. It stays while it
/// has participants; after a crash the first call of one of them, who each ask every two seconds, brings it back.
/// </summary>
[Reentrant]
internal sealed class BarrierGrain([FromKeyedServices("Default")] IGrainStorage storage, LifeWatch lives) : Grain, IBarrierGrain
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private readonly Dictionary<Guid, IDisposable> _watches = [];
    private DurableRecord<BarrierRecord> _barrier = null!;

    private string Name => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _barrier = new DurableRecord<BarrierRecord>(storage, "barrier", this.GetGrainId());
        await _barrier.RefreshAsync();
        Watch();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        foreach (var watch in _watches.Values)
            watch.Dispose();
        return Task.CompletedTask;
    }

    public Task<BarrierNews> JoinAsync(Guid participant, string client, int participants) =>
        ChangeAsync(barrier => barrier.Join(participant, client, participants));

    public async Task<BarrierNews> SignalAsync(Guid participant, long phase, long attempt)
    {
        var news = await ChangeAsync(barrier => barrier.Signal(participant, phase, attempt));
        if (!IsOver(news, phase))
            await _barrier.ChangesWithinAsync(Longest);
        if (!IsOver(_barrier.Current.NewsFor(participant), phase))
            await _barrier.RefreshAsync();
        return _barrier.Current.NewsFor(participant);
    }

    public Task<BarrierNews> WithdrawAsync(Guid participant, long phase, long attempt) =>
        ChangeAsync(barrier => barrier.Withdraw(participant, phase, attempt));

    public Task LeaveAsync(Guid participant) => ChangeAsync(barrier => barrier.Leave(participant));

    public Task ResetAsync() => ChangeAsync(barrier => barrier.Reset());

    public Task LostAsync(Guid participant) => ChangeAsync(barrier => barrier.Lost(participant));

    private static bool IsOver(BarrierNews news, long phase) => news.Standing != BarrierStanding.Whole || news.Phase > phase;

    private async Task<TResult> ChangeAsync<TResult>(Func<BarrierRecord, (BarrierRecord Changed, TResult Result)> change)
    {
        var result = await _barrier.ChangeAsync(change);
        Watch();
        return result;
    }

    /// <summary>Watches over all who take part now, and nobody else.</summary>
    private void Watch()
    {
        var members = _barrier.Current.Members.Select(member => member.Id).ToHashSet();
        foreach (var gone in _watches.Keys.Where(id => !members.Contains(id)).ToArray())
        {
            _watches[gone].Dispose();
            _watches.Remove(gone);
        }

        foreach (var id in members.Where(id => !_watches.ContainsKey(id)))
        {
            var self = this.AsReference<IBarrierGrain>();
            _watches.Add(id, lives.Watch(ClusterBarrier.LifeLock(Name, id), () => self.LostAsync(id)));
        }
    }
}
