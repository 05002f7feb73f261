using System.Text;
using Cluster.Data;

namespace Cluster.Silo.Data.Results;

/// <summary>The first entries of a result that comes sorted by value: up to a number, and up to a size, since they travel with every status.</summary>
internal sealed class TopEntries(int limit)
{
    /// <summary>The bytes that the keys may have together.</summary>
    public const int MostKeyBytes = 4 << 20;

    private readonly List<JobEntry> _entries = [];
    private long _keyBytes;

    public IReadOnlyList<JobEntry> Entries => _entries;

    public void Add(ReadOnlySpan<byte> key, long value)
    {
        if (_entries.Count < limit && !key.IsEmpty && (_keyBytes += key.Length) <= MostKeyBytes)
        {
            _entries.Add(new JobEntry(Encoding.UTF8.GetString(key), value));
        }
    }
}
