using Cluster.Silo.Registers.Hosting;
using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Registers.Configuration;

/// <summary>What this silo knows of the record of configurations. It may lag behind the record; replicas refuse who acts on an old one.</summary>
internal sealed class RegisterConfigurations(RegisterMapStorage storage, TimeProvider time, ILogger<RegisterConfigurations> logger)
{
    private static readonly TimeSpan ReadAtMostEvery = TimeSpan.FromMilliseconds(100);
    private readonly Lock _gate = new();
    private Task _reading = Task.CompletedTask;

    /// <summary>Raised with each newer map, in order, one at a time.</summary>
    public event Action<RegisterMap>? Changed;

    public RegisterMap? Latest { get; private set; }

    /// <summary>Takes a map over if it is newer.</summary>
    public void Take(RegisterMap map)
    {
        lock (_gate)
        {
            if (map.Revision <= (Latest?.Revision ?? 0))
                return;
            Latest = map;
            Changed?.Invoke(map);
        }
    }

    /// <summary>Reads the record soon, if that is not under way.</summary>
    public void Refresh()
    {
        lock (_gate)
        {
            if (_reading.IsCompleted)
                _reading = Task.Run(ReadAsync);
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            if (await storage.ReadAsync() is { Map: { } map })
                Take(map);
        }
        catch (Exception failure)
        {
            logger.MapUnreadable(failure);
        }

        await Task.Delay(ReadAtMostEvery, time);
    }
}
