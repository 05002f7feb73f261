using Orleans.Concurrency;
using Orleans.Services;

namespace Cluster.Silo.Data.Messages;

/// <summary>
/// A silo's share of all data jobs: it runs map, reduce and write tasks for the drivers of the jobs and hands their outputs to other silos.
/// It is addressed by silo, so a call goes to that incarnation of it or fails. All methods are safe to repeat.
/// </summary>
[Alias("Cluster.Data.IPartitionHost")]
internal interface IPartitionHost : IGrainService
{
    /// <summary>Makes the job known and the driver of <paramref name="epoch"/> its driver. Reports all that the silo has of the job.</summary>
    [Alias("Open"), ResponseTimeout("00:00:10")]
    Task<HostReport> OpenAsync([Immutable] JobPlan plan, long epoch);

    /// <summary>Carries out orders.</summary>
    [Alias("Order"), ResponseTimeout("00:00:05")]
    Task<Standing> OrderAsync(string jobId, long epoch, [Immutable] Orders orders);

    /// <summary>Reports what changed since <paramref name="seen"/>, at once or as soon as something does, at the latest after <paramref name="wait"/>.</summary>
    [Alias("Poll"), ResponseTimeout("00:00:05")]
    Task<HostReport> PollAsync(string jobId, long epoch, long seen, TimeSpan wait);

    /// <summary>Reads blocks of outputs, about a mebibyte: the answers to the first items, fewer than asked for when the limit is reached.</summary>
    [Alias("Fetch"), ResponseTimeout("00:00:10")]
    Task<IReadOnlyList<FetchedItem>> FetchAsync(string jobId, [Immutable] IReadOnlyList<FetchItem> items);

    /// <summary>Ends the silo's share of a job: stops its tasks, gives up its outputs, deletes temporary result files.</summary>
    [Alias("Close"), ResponseTimeout("00:00:05")]
    Task CloseAsync(string jobId, long epoch);
}
