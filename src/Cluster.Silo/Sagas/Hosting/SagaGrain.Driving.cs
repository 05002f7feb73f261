using Cluster.Registers;
using Cluster.Sagas;
using Cluster.Silo.Sagas.Protocol;

namespace Cluster.Silo.Sagas.Hosting;

/// <summary>Carries out what the driver wants. Everything here runs on the grain's scheduler.</summary>
internal sealed partial class SagaGrain
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly List<(long Write, TaskCompletionSource<bool> Signal)> _waiting = [];
    private RegisterVersion _version;
    private bool _isListed;

    /// <summary>Moves the saga on. Called after everything that the driver was told.</summary>
    private void Pump()
    {
        if (_driver is not { } driver || _stopping.IsCancellationRequested)
            return;
        foreach (var effect in driver.Advance(Now))
        {
            switch (effect)
            {
                case SagaEffect.Save save:
                    _ = ObserveAsync(SaveAsync(driver, save.Record));
                    break;
                case SagaEffect.Run run:
                    _ = ObserveAsync(RunAsync(driver, run.Step, isCompensation: false));
                    break;
                case SagaEffect.Compensate compensate:
                    _ = ObserveAsync(RunAsync(driver, compensate.Step, isCompensation: true));
                    break;
                case SagaEffect.Withdraw withdraw:
                    _runs.GetValueOrDefault(withdraw.Step)?.Withdraw();
                    break;
                case SagaEffect.Hurry hurry:
                    _runs.GetValueOrDefault(hurry.Step)?.Hurry();
                    break;
                case SagaEffect.Deliver deliver:
                    _ = ObserveAsync(DeliverAsync(driver, deliver.Message));
                    break;
                case SagaEffect.Settle:
                    Settled(driver.Durable!);
                    break;
            }
        }

        Changed();
    }

    /// <summary>What nobody expected ends the driving here; the next driver goes on from what is durable.</summary>
    private async Task ObserveAsync(Task work)
    {
        try
        {
            await work;
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            // This activation ends, and nothing of Orleans may be called from it any more; the record says where the next one goes on.
        }
        catch (Exception e)
        {
            // Not hidden: logged, and the shard's watch activates the saga again.
            logger.DrivingFailed(e, Id);
            GiveUp();
        }
    }

    private async Task SaveAsync(SagaDriver driver, SagaRecord record)
    {
        if (!await WriteAsync(record))
        {
            driver.Fenced();
            logger.Fenced(Id);
            GiveUp();
            return;
        }

        // From here on the saga is durable, but nothing of it may happen, nor anybody be told, before the index lists it: else nobody would take it up.
        if (!_isListed)
            await RecordInIndexAsync(record);
        _isListed = true;
        var hadEnded = driver.Durable is null or { IsFinal: true };
        driver.Saved();
        if (record.IsFinal && !hadEnded)
        {
            logger.Ended(Id, record.Kind, record.State.ToString(), record.Failure);
            services.Telemetry.Ended(record.Kind, record.State, Now - record.StartedAt);
        }

        Wake(driver.LastWrite);
        Pump();
    }

    /// <summary>Writes the record, again and again while the outcome is not known; false when another driver has written.</summary>
    private async Task<bool> WriteAsync(SagaRecord record)
    {
        for (var pause = FirstPause; ; pause = Longer(pause))
        {
            try
            {
                var result = await Register.CompareAndSetAsync(_version, record, record.IsSettled ? services.KeepFor : null, _stopping.Token);
                if (!result.Succeeded && result.Current.Value?.Stamp != record.Stamp)
                    return false;
                _version = result.Current.Version;
                return true;
            }
            catch (ClusterException e)
            {
                // Not hidden: logged and repeated. If it went through, the register holds just this stamp.
                logger.StorageFailed(e, Id);
            }

            await Task.Delay(pause, services.Time, _stopping.Token);
        }
    }

    private async Task RecordInIndexAsync(SagaRecord record)
    {
        var entry = new SagaEntry(Id, record.Kind, record.Version, record.State, record.StartedAt, record.EndedAt, record.IsSettled);
        for (var pause = FirstPause; ; pause = Longer(pause))
        {
            try
            {
                await GrainFactory.GetGrain<ISagaShardGrain>(SagaShards.Of(Id)).RecordAsync(entry, _stopping.Token);
                return;
            }
            catch (Exception e) when (!_stopping.IsCancellationRequested)
            {
                // Not hidden: logged and tried again; the shard may be moving, or its registers without a quorum.
                logger.IndexFailed(e, Id);
            }

            await Task.Delay(pause, services.Time, _stopping.Token);
        }
    }

    private void Settled(SagaRecord record)
    {
        StopDriving();
        _loaded = record;
        _ = ObserveAsync(SettleAsync(record));
    }

    private async Task SettleAsync(SagaRecord record)
    {
        try
        {
            await RecordInIndexAsync(record);
            if (!_stopping.IsCancellationRequested)
                DelayDeactivation(TimeSpan.Zero);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The next activation does it.
        }
    }

    /// <summary>This activation does not know any more how the saga stands. If it is called again, it reads the record anew.</summary>
    private void GiveUp()
    {
        StopDriving();
        (_isLoaded, _loaded) = (false, null);
        if (_stopping.IsCancellationRequested)
            return;
        DelayDeactivation(TimeSpan.Zero);
        DeactivateOnIdle();
    }

    /// <summary>Ends the driving in this activation. What is under way is withdrawn, and told to nobody.</summary>
    private void StopDriving()
    {
        if (_driver is null)
            return;
        _driver = null;
        services.Telemetry.Driving(-1);
        foreach (var run in _runs.Values)
            run.Withdraw();
        _runs.Clear();
        Wake(null);
        Changed();
    }

    /// <summary>Waits until all that the driver was told is durable; false when this activation no longer drives the saga.</summary>
    private Task<bool> DurableAsync(CancellationToken cancellationToken) =>
        _driver is { } driver ? DurableAsync(driver, driver.NextWrite, cancellationToken) : Task.FromResult(false);

    private Task<bool> DurableAsync(SagaDriver driver, long write, CancellationToken cancellationToken)
    {
        if (driver != _driver)
            return Task.FromResult(driver.LastWrite >= write);
        if (driver.LastWrite >= write)
            return Task.FromResult(true);
        var signal = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add((write, signal));
        return signal.Task.WaitAsync(cancellationToken);
    }

    private void Wake(long? written)
    {
        foreach (var (_, signal) in _waiting.Where(waiting => written is null || waiting.Write <= written).ToArray())
            signal.TrySetResult(written is not null);
        _waiting.RemoveAll(waiting => waiting.Signal.Task.IsCompleted);
    }

    private void Changed()
    {
        _changes++;
        var changed = _changed;
        _changed = NewSignal();
        changed.TrySetResult();
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;
}
