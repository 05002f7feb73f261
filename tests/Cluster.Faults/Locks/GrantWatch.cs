using System.Text;
using System.Text.Json;
using Cluster.Simulation.Histories;

namespace Cluster.Faults.Locks;

/// <summary>Follows the histories of clients while they are written, each line read once.</summary>
internal sealed class GrantWatch : IDisposable
{
    private readonly List<(StreamReader Reader, StringBuilder Torn)> _files = [];
    private readonly Dictionary<string, long> _latest = [];

    /// <summary>How often a lock was granted.</summary>
    public int Count { get; private set; }

    public void Follow(string file) => _files.Add((new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite)), new StringBuilder()));

    /// <summary>How many names were granted to somebody who asked after a moment.</summary>
    public int NamesSince(long momentNs) => _latest.Values.Count(asked => asked >= momentNs);

    /// <summary>Reads what was written since the last time.</summary>
    public void Update()
    {
        foreach (var (reader, torn) in _files)
        {
            var text = torn.Append(reader.ReadToEnd()).ToString();
            var end = text.LastIndexOf('\n') + 1;
            torn.Remove(0, end);
            foreach (var line in text[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                if (JsonSerializer.Deserialize<HistoryEntry>(line) is { Op: "acquire", Ok: Outcome.Ok, Key: { } name } grant)
                {
                    Count++;
                    _latest[name] = Math.Max(grant.StartNs, _latest.GetValueOrDefault(name));
                }
            }
        }
    }

    public void Dispose() => _files.ForEach(file => file.Reader.Dispose());
}
