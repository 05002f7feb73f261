using System.Text.Json;

namespace Cluster.Simulation.Histories;

/// <summary>A recorded run: operations of all clients, written and read as JSON lines.</summary>
internal sealed class History
{
    private readonly List<HistoryEntry> _entries = [];
    private readonly Lock _gate = new();

    public IReadOnlyList<HistoryEntry> Entries => _entries;

    /// <summary>Adds an operation. Safe for use by many threads at once.</summary>
    public void Add(HistoryEntry entry)
    {
        lock (_gate)
            _entries.Add(entry);
    }

    public void Save(string path)
    {
        using var file = File.CreateText(path);
        foreach (var entry in _entries)
            file.WriteLine(JsonSerializer.Serialize(entry));
    }

    public static History Load(string path)
    {
        var history = new History();
        history.Append(path, mayBeTorn: false);
        return history;
    }

    /// <summary>Adds the operations in a file; with <paramref name="mayBeTorn"/> its writer may have been killed in the middle of the last line.</summary>
    public void Append(string path, bool mayBeTorn)
    {
        var text = File.ReadAllText(path);
        var end = mayBeTorn ? text.LastIndexOf('\n') + 1 : text.Length;
        foreach (var line in text[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Add(JsonSerializer.Deserialize<HistoryEntry>(line) ?? throw new JsonException($"Not an operation: {line}"));
    }
}
