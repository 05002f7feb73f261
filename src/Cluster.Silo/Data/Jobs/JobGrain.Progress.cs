using System.Text.Json;
using Cluster.Silo.Data.Planning;
using Orleans.Storage;

namespace Cluster.Silo.Data.Jobs;

/// <summary>
/// What the next driver is to tell people of this one's work. It stands in a document of its own, written at most once a second while something
/// changes and once more when the activation stops, so a short job writes none and a killed driver takes its last second along.
/// </summary>
internal sealed partial class JobGrain
{
    private static readonly TimeSpan NotePeriod = TimeSpan.FromSeconds(1);

    private string? _noted;

    private static JobProgress? ReadProgress(StoredDocument document) =>
        document.Json is { } json ? JsonSerializer.Deserialize<JobProgress>(json) : null;

    /// <summary>What earlier drivers noted, as it stands in the storage now.</summary>
    private async Task<JobProgress?> EarlierProgressAsync()
    {
        try
        {
            await progress.ReadStateAsync();
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            // Not hidden: logged, and what was read at the activation stands.
            logger.ProgressFailed(e, Id);
        }

        return ReadProgress(progress.State);
    }

    /// <summary>Notes the progress until it is told to stop. Does not throw.</summary>
    private async Task NoteProgressAsync(JobTracker tracker, CancellationToken stop)
    {
        while (true)
        {
            await Task.Delay(NotePeriod, time, stop).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested)
            {
                return;
            }

            await NoteAsync(tracker);
        }
    }

    private async Task NoteAsync(JobTracker tracker)
    {
        var wanted = JsonSerializer.Serialize(tracker.Progress());
        if (wanted == _noted)
        {
            return;
        }

        try
        {
            progress.State.Json = wanted;
            await progress.WriteStateAsync();
            _noted = wanted;
        }
        catch (InconsistentStateException)
        {
            await LearnAsync(tracker);
        }
        catch (Exception e)
        {
            // Not hidden: logged and tried again with the next note; the job does not need it.
            logger.ProgressFailed(e, Id);
        }
    }

    /// <summary>An earlier driver wrote late, and the next note counts that in; or a later one did, and this one will stop by itself.</summary>
    private async Task LearnAsync(JobTracker tracker)
    {
        if (await EarlierProgressAsync() is { } found && found.Epoch < tracker.Epoch)
        {
            tracker.Learn(found);
        }
    }
}
