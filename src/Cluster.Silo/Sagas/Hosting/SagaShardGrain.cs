using Cluster.Registers;
using Cluster.Sagas;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Cluster.Silo.Sagas.Hosting;

/// <summary>
/// The index of a shard's sagas, in strong registers. One round of writes is under way at a time, and whatever is recorded meanwhile shares the next. A write that meets
/// another activation's is redone upon what that one wrote.
/// </summary>
[Reentrant]
internal sealed class SagaShardGrain(SagaServices services, ILogger<SagaGrain> logger) : Grain, ISagaShardGrain, IDisposable
{
    private const int ResumedAtOnce = 32;
    private const int Tries = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _writing = new(1);
    private readonly RegisterVersion[] _versions = new RegisterVersion[SagaIndex.Pages + 1];
    private SagaIndex? _index;
    private List<(SagaEntry Entry, TaskCompletionSource Done)> _waiting = [];
    private Task _checking = Task.CompletedTask;
    private bool _checkAgain;

    private int Shard => (int)this.GetPrimaryKeyLong();

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => await _stopping.CancelAsync();

    /// <summary>Work that is under way looks at the token for a while yet, so its source is cancelled here and left to the collector.</summary>
    public void Dispose() => _stopping.Cancel();

    public async Task RecordAsync(SagaEntry entry, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add((entry, done));
        if (_waiting.Count == 1)
            _ = WriteWaitingAsync();
        await done.Task.WaitAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<SagaEntry>> ListAsync(int limit, CancellationToken cancellationToken)
    {
        var index = await LoadAsync(cancellationToken);
        return [.. index.All.OrderBy(entry => entry.IsSettled).ThenByDescending(entry => entry.StartedAt).Take(limit)];
    }

    public Task CheckAsync(CancellationToken cancellationToken)
    {
        _checkAgain = true;
        if (_checking.IsCompleted)
            _checking = ResumeAllAsync();
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<SagaKind>> ListKindsAsync(CancellationToken cancellationToken) => Task.FromResult(services.Catalog.Kinds);

    /// <summary>Writes what waits, all of it together. Does not throw: who waits is told.</summary>
    private async Task WriteWaitingAsync()
    {
        await _writing.WaitAsync();
        var batch = _waiting;
        _waiting = [];
        try
        {
            await WriteAsync([.. batch.Select(item => item.Entry)]);
            batch.ForEach(item => item.Done.TrySetResult());
        }
        catch (Exception e)
        {
            // Not hidden: every caller gets it. What the pages hold is read anew before the next write.
            _index = null;
            batch.ForEach(item => item.Done.TrySetException(e));
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task WriteAsync(IReadOnlyList<SagaEntry> entries)
    {
        for (var i = 0; i < Tries; i++)
        {
            var index = await LoadAsync(_stopping.Token);
            List<int> changed = [.. entries.SelectMany(index.Record).Distinct()];

            // The page that a saga comes to before the one that it leaves: in between it is on both, never on none.
            changed.Sort(static (one, other) => other.CompareTo(one));
            if (await WritePagesAsync(index, changed))
                return;
            _index = null;
        }

        throw new ClusterException($"The index of sagas, shard {Shard}, is being written by another activation. Try again.");
    }

    private async Task<bool> WritePagesAsync(SagaIndex index, IEnumerable<int> pages)
    {
        foreach (var page in pages)
        {
            var wanted = new SagaPage(Guid.NewGuid(), index.Page(page));
            var result = await Register(page).CompareAndSetAsync(_versions[page], wanted, cancellationToken: _stopping.Token);
            if (!result.Succeeded)
                return false;
            _versions[page] = result.Current.Version;
        }

        return true;
    }

    private async Task<SagaIndex> LoadAsync(CancellationToken cancellationToken)
    {
        if (_index is { } known)
            return known;
        var read = await services.Registers.ReadManyAsync<SagaPage>(Enumerable.Range(0, SagaIndex.Pages + 1).Select(Name), cancellationToken: cancellationToken);
        var index = new SagaIndex();
        for (var page = 0; page <= SagaIndex.Pages; page++)
        {
            var found = read[Name(page)];
            _versions[page] = found.Exists ? found.Version : RegisterVersion.None;
            index.Load(page, found.Value?.Entries ?? []);
        }

        return _index = index;
    }

    /// <summary>Calls every saga that has not settled; one whose driver was lost is activated by the call and goes on. Does not throw.</summary>
    private async Task ResumeAllAsync()
    {
        while (_checkAgain && !_stopping.IsCancellationRequested)
        {
            _checkAgain = false;
            try
            {
                // As it stands in the registers now: another activation may have written.
                if (_writing.CurrentCount > 0)
                    _index = null;
                var entries = (await LoadAsync(_stopping.Token)).Unsettled.ToArray();
                foreach (var some in entries.Chunk(ResumedAtOnce))
                    _checkAgain |= (await Task.WhenAll(some.Select(entry => ResumeAsync(entry.Id)))).Contains(false);
            }
            catch (Exception e) when (!_stopping.IsCancellationRequested)
            {
                // Not hidden: logged and tried again; registers may have no quorum for a while.
                logger.WatchFailed(e, Shard);
                _checkAgain = true;
            }

            if (_checkAgain)
                await Task.Delay(Pause, services.Time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> ResumeAsync(string sagaId)
    {
        try
        {
            await GrainFactory.GetGrain<ISagaGrain>(sagaId).ResumeAsync(_stopping.Token);
            return true;
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            logger.ResumeFailed(e, sagaId);
            return false;
        }
    }

    private Register<SagaPage> Register(int page) => services.Registers.Get<SagaPage>(Name(page));

    private string Name(int page) => page == SagaIndex.Settled ? $"cluster/saga-index/{Shard}/settled" : $"cluster/saga-index/{Shard}/{page}";
}
