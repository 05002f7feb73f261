using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cluster.Client;

/// <summary>Lets the client go on trying to connect while it starts, since the cluster may be starting too.</summary>
internal sealed partial class ConnectWithinTimeout(
    IOptions<ClusterClientOptions> options,
    ClusterConfiguration cluster,
    TimeProvider time,
    ILogger<ConnectWithinTimeout> logger) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private long? _firstFailure;

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        if (_firstFailure is not { } first)
        {
            _firstFailure = first = time.GetTimestamp();
            LogWaiting(logger, cluster.ClusterId, cluster.Source, options.Value.ConnectTimeout, exception.Message);
        }

        if (time.GetElapsedTime(first) >= options.Value.ConnectTimeout)
        {
            throw new ClusterUnreachableException(
                $"No silo of cluster '{cluster.ClusterId}' (named by {cluster.Source}) could be reached within {options.Value.ConnectTimeout}. " +
                $"Is it running? `cluster status` tells. The last attempt failed with: {exception.Message}",
                exception);
        }

        await Task.Delay(Pause, time, cancellationToken);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Waiting up to {Timeout} for cluster '{ClusterId}' (named by {Source}): {Reason}")]
    private static partial void LogWaiting(ILogger logger, string clusterId, string source, TimeSpan timeout, string reason);
}
