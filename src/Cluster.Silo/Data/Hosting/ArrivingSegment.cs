using Cluster.Silo.Data.Blocks;

namespace Cluster.Silo.Data.Hosting;

/// <summary>
/// The blocks of a segment until it is whole. One that comes in a single message is used as it came; a longer one is kept where outputs are
/// kept, within the silo's memory budget or in its work folder.
/// </summary>
internal sealed class ArrivingSegment(BlockStore store) : IDisposable
{
    private IReadOnlyList<byte[]> _whole = [];
    private SegmentSet? _kept;

    /// <summary>How many blocks have been kept: the one to ask for next.</summary>
    public int BlockCount => _kept?.BlockCount(0) ?? 0;

    public void Add(IReadOnlyList<byte[]> blocks, bool isEnd)
    {
        if (isEnd && _kept is null)
        {
            _whole = blocks;
            return;
        }

        _kept ??= store.Create(1);
        foreach (var block in blocks)
        {
            _kept.Append(0, block);
        }
    }

    public void ForEachBlock(Action<byte[]> act)
    {
        foreach (var block in _whole)
        {
            act(block);
        }

        for (var i = 0; i < BlockCount; i++)
        {
            act(_kept!.Read(0, i));
        }
    }

    public void Clear()
    {
        _whole = [];
        _kept?.Dispose();
        _kept = null;
    }

    public void Dispose() => Clear();
}
