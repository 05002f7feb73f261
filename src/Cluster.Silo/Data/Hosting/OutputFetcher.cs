using Cluster.Silo.Data.Messages;

namespace Cluster.Silo.Data.Hosting;

/// <summary>Fetches blocks of outputs from other silos (and, by the same way, from this one).</summary>
internal static class OutputFetcher
{
    private const int Tries = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>The answers to the first items, or null when the silo is gone or does not answer: its outputs are lost then.</summary>
    public static async Task<IReadOnlyList<FetchedItem>?> FetchAsync(
        HostedJob job, string host, IReadOnlyList<FetchItem> items, CancellationToken cancellationToken)
    {
        var services = job.Services;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var fetched = await services.Hosts.At(host).FetchAsync(job.Plan.JobId, items).WaitAsync(cancellationToken);
                services.Telemetry.Shuffled(fetched.Sum(item => item.Blocks.Sum(block => (long)block.Length)));
                return fetched;
            }
            catch (Exception e) when (e is OrleansException or TimeoutException or IOException)
            {
                services.Logger.FetchFailed(e, job.Plan.JobId, host);
                if (attempt == Tries || !services.Hosts.IsActive(host))
                {
                    return null;
                }
            }

            await Task.Delay(Pause, services.Time, cancellationToken);
        }
    }
}
