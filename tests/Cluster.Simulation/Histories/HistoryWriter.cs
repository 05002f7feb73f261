using System.Text.Json;

namespace Cluster.Simulation.Histories;

/// <summary>
/// Writes operations as they end, one line each, so that what a process did is known up to the moment it was killed. Only the last line may be torn.
/// </summary>
internal sealed class HistoryWriter(string path) : IDisposable
{
    private readonly StreamWriter _file = new(path, append: true) { AutoFlush = true };
    private readonly Lock _gate = new();

    /// <summary>Adds an operation. Safe for use by many threads at once.</summary>
    public void Add(HistoryEntry entry)
    {
        var line = JsonSerializer.Serialize(entry);
        lock (_gate)
            _file.WriteLine(line);
    }

    public void Dispose() => _file.Dispose();
}
