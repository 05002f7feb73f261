using System.Text.Json;

namespace Cluster.Dashboard.Live;

/// <summary>Follows the AppHost's resources and comes back by itself when the connection is lost.</summary>
internal sealed partial class ResourceWatch(LocalEngine engine, LiveState live, TimeProvider time, ILogger<ResourceWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (engine.Control is not { } control)
        {
            return;
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var resources in control.WatchAsync(stoppingToken))
                {
                    live.SettledRestarts.Add(resources);
                    live.Resources.Set(resources);
                }

                Lost($"The AppHost at {control.Info.Url} closed the connection.");
            }
            catch (Exception e) when (e is ControlException or HttpRequestException or IOException or JsonException)
            {
                Lost(e.Message);
            }

            await Task.Delay(Pause, time, stoppingToken);
        }
    }

    private void Lost(string problem)
    {
        if (live.Resources.Current.Problem is null)
        {
            LogLost(problem);
        }

        live.Resources.Fail(problem);
    }

    [LoggerMessage(LogLevel.Warning, "Resources cannot be watched: {Problem} Trying again each second.")]
    private partial void LogLost(string problem);
}
