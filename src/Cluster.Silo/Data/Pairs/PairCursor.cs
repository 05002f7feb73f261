namespace Cluster.Silo.Data.Pairs;

/// <summary>Walks over the pairs of a sequence of blocks that may still be arriving. For one thread at a time.</summary>
internal sealed class PairCursor
{
    private readonly Queue<ReadOnlyMemory<byte>> _blocks = new();
    private ReadOnlyMemory<byte> _block;
    private int _at;

    /// <summary>True once no more blocks will come.</summary>
    public bool IsComplete { get; private set; }

    public ReadOnlyMemory<byte> Key { get; private set; }

    public long Value { get; private set; }

    public void Add(ReadOnlyMemory<byte> block) => _blocks.Enqueue(block);

    public void Complete() => IsComplete = true;

    /// <summary>Moves to the next pair; false when the blocks at hand are used up.</summary>
    public bool MoveNext()
    {
        while (_at == _block.Length)
        {
            if (!_blocks.TryDequeue(out _block))
            {
                _block = default;
                _at = 0;
                return false;
            }

            _at = 0;
        }

        var reader = new PairReader(_block.Span[_at..]);
        reader.Read();
        var end = _block.Length - reader.Remaining;
        var valueBytes = VarintLength(reader.Value);
        Key = _block.Slice(end - valueBytes - reader.Key.Length, reader.Key.Length);
        Value = reader.Value;
        _at = end;
        return true;
    }

    private static int VarintLength(long value)
    {
        var zigzag = (ulong)(value << 1) ^ (ulong)(value >> 63);
        return 1 + ((63 - System.Numerics.BitOperations.LeadingZeroCount(zigzag | 1)) / 7);
    }
}
