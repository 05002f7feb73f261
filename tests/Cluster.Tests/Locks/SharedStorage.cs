using System.Collections.Concurrent;
using Orleans.Runtime;
using Orleans.Storage;

namespace Cluster.Tests.Locks;

/// <summary>Grain storage that outlives the silos of a test, with ETags, and that can be made to fail.</summary>
internal sealed class SharedStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<(string, GrainId), (object? State, string ETag)> _records = new();
    private readonly Lock _gate = new();

    /// <summary>Every request fails, as when the database is away.</summary>
    public bool IsDown { get; set; }

    /// <summary>Writes begin when this has ended.</summary>
    public Task Busy { get; set; } = Task.CompletedTask;

    public int Reads { get; private set; }

    public int Writes { get; private set; }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_gate)
        {
            ThrowIfDown();
            Reads++;
            if (_records.TryGetValue((stateName, grainId), out var found))
                (grainState.State, grainState.ETag, grainState.RecordExists) = ((T)found.State!, found.ETag, true);
            return Task.CompletedTask;
        }
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Busy;
        lock (_gate)
        {
            ThrowIfDown();
            Writes++;
            var stored = _records.TryGetValue((stateName, grainId), out var found) ? found.ETag : null;
            if (stored != grainState.ETag)
                throw new InconsistentStateException($"{grainId} has ETag {stored}, not {grainState.ETag}.");
            grainState.ETag = Guid.NewGuid().ToString();
            grainState.RecordExists = true;
            _records[(stateName, grainId)] = (grainState.State, grainState.ETag);
        }
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();

    private void ThrowIfDown()
    {
        if (IsDown)
            throw new IOException("The database is away.");
    }
}
