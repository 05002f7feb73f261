using Cluster.Locks.Protocol;
using Cluster.Silo.Locks.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Storage;

namespace Cluster.Silo.Locks;

/// <summary>A latch's grain: writes the record, and keeps who waits waiting. A second activation is told from storage what the first one wrote.</summary>
[Reentrant]
internal sealed class CountDownLatchGrain([FromKeyedServices("Default")] IGrainStorage storage) : Grain, ICountDownLatchGrain
{
    /// <summary>How long a question waits for something to happen; less than its caller waits for the answer.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private DurableRecord<LatchRecord> _latch = null!;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _latch = new DurableRecord<LatchRecord>(storage, "latch", this.GetGrainId());
        await _latch.RefreshAsync();
    }

    public Task<bool> TrySetCountAsync(Guid operation, int count) => _latch.ChangeAsync(latch => latch.TrySet(operation, count));

    public Task<int> CountDownAsync(Guid operation) => _latch.ChangeAsync(latch => latch.CountDown(operation));

    public async Task<int> GetCountAsync()
    {
        await _latch.RefreshAsync();
        return _latch.Current.Count;
    }

    public async Task<LatchNews> WaitAsync(long round)
    {
        var waitsFor = round == 0 ? _latch.Current.Round : round;
        if (!_latch.Current.IsOpenTo(waitsFor))
            await _latch.ChangesWithinAsync(Longest);
        if (!_latch.Current.IsOpenTo(waitsFor))
            await _latch.RefreshAsync();
        return new LatchNews(_latch.Current.IsOpenTo(waitsFor), waitsFor);
    }
}
