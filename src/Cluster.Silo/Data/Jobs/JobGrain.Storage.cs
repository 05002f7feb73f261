using Cluster.Data;
using Orleans.Storage;

namespace Cluster.Silo.Data.Jobs;

/// <summary>How the job is made durable.</summary>
internal sealed partial class JobGrain
{
    private const int IndexTries = 20;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _saving = new(1);
    private Task _ending = Task.CompletedTask;

    /// <summary>
    /// Writes the record, again and again while the storage fails. A write that failed may have taken effect: the next one then finds another
    /// ETag, and reading tells whether the record is this driver's own.
    /// </summary>
    /// <exception cref="InconsistentStateException">Another activation has written.</exception>
    private async Task SaveAsync(JobRecord job)
    {
        await _saving.WaitAsync();
        try
        {
            var failed = false;
            for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            {
                job.WriteTo(storage.State);
                var wanted = storage.State.Json;
                try
                {
                    await storage.WriteStateAsync();
                    break;
                }
                catch (InconsistentStateException) when (failed)
                {
                    await storage.ReadStateAsync();
                    if (storage.State.Json == wanted)
                    {
                        break;
                    }

                    throw;
                }
                catch (Exception e) when (e is not InconsistentStateException && !_stopping.IsCancellationRequested)
                {
                    failed = true;
                    logger.SaveFailed(e, Id);
                    await Task.Delay(pause, time, _stopping.Token);
                }
            }

            _job = job;
        }
        finally
        {
            _saving.Release();
        }
    }

    private Task RecordAsync(CancellationToken cancellationToken)
    {
        var summary = Status().Summary() with { Stages = Array.Empty<StageStatus>() };
        return GrainFactory.GetGrain<IJobIndexGrain>(0).RecordAsync(summary, cancellationToken);
    }

    /// <summary>Brings the index up to date. If that cannot be done, the next activation of the job does it. Does not throw.</summary>
    private async Task RecordInIndexAsync()
    {
        var pause = FirstPause;
        for (var i = 0; i < IndexTries && !_stopping.IsCancellationRequested; i++)
        {
            try
            {
                await RecordAsync(_stopping.Token);
                return;
            }
            catch (Exception e)
            {
                // Not hidden: logged and tried again; the job itself has ended well.
                logger.IndexFailed(e, Id);
            }

            await Task.Delay(pause, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }
}
