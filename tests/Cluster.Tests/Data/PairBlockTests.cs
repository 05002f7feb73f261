using Cluster.Silo.Data.Pairs;
using CsCheck;

namespace Cluster.Tests.Data;

public sealed class PairBlockTests
{
    private static readonly Gen<(byte[] Key, long Value)> Pairs = Gen.Select(Gen.Byte.Array[0, 300], Gen.OneOf(Gen.Long, Gen.Long[-200, 200]));

    [Fact]
    public void Pairs_WrittenToBlocks_AreReadBack() => Pairs.Array[0, 2000].Sample(
        pairs =>
        {
            var blocks = Blocks(pairs);
            var cursor = new PairCursor();
            blocks.ForEach(block => cursor.Add(block));
            foreach (var (key, value) in pairs)
            {
                Assert.True(cursor.MoveNext());
                Assert.Equal(key, cursor.Key.ToArray());
                Assert.Equal(value, cursor.Value);
            }

            Assert.False(cursor.MoveNext());
            Assert.All(blocks, block => Assert.True(block.Length <= PairWriter.BlockBytes));
        },
        iter: 50);

    [Fact]
    public void Block_CutShort_IsRefused() => Pairs.Array[1, 3].Sample(pairs =>
    {
        var block = Blocks(pairs).Single();
        for (var length = 1; length < block.Length; length++)
        {
            var read = 0;
            try
            {
                var reader = new PairReader(block.AsSpan(0, length));
                while (reader.Read())
                {
                    read++;
                }

                // A cut between two pairs shows as fewer pairs.
                Assert.True(read < pairs.Length);
            }
            catch (InvalidDataException)
            {
                Assert.True(read < pairs.Length);
            }
        }
    }, iter: 100);

    [Fact]
    public void Merge_OfSortedSequences_ThatArriveInPieces_IsTheSortedWhole() =>
        Gen.Select(Pairs.Array[0, 50].Array[0, 6], Gen.Enum<PairOrdering>()).Sample(
            (sequences, ordering) =>
            {
                var feeds = sequences.ToDictionary(
                    _ => new PairCursor(), pairs => new Queue<byte[]>(Sorted(pairs, ordering).Select(pair => Blocks([pair]).Single())));
                var merged = new List<(byte[] Key, long Value)>();
                var merge = new PairMerge(ordering, feeds.Keys);
                while (merge.Run((key, value) => merged.Add((key.ToArray(), value))) is { } starved)
                {
                    if (feeds[starved].TryDequeue(out var block))
                    {
                        starved.Add(block);
                    }
                    else
                    {
                        starved.Complete();
                    }
                }

                // Pairs that the ordering does not tell apart may come in any order: brought into one, both sides are the same.
                Assert.Equal(
                    Sorted(sequences.SelectMany(pairs => pairs), ordering).Select(pair => (Convert.ToHexString(pair.Key), pair.Value)),
                    Sorted(merged, ordering).Select(pair => (Convert.ToHexString(pair.Key), pair.Value)));
                Assert.All(
                    merged.Zip(merged.Skip(1)),
                    pair => Assert.True(PairOrder.Compare(ordering, pair.First.Key, pair.First.Value, pair.Second.Key, pair.Second.Value) <= 0));
            },
            iter: 200);

    private static IEnumerable<(byte[] Key, long Value)> Sorted(IEnumerable<(byte[] Key, long Value)> pairs, PairOrdering ordering) =>
        ordering == PairOrdering.ByKey
            ? pairs.OrderBy(pair => Convert.ToHexString(pair.Key), StringComparer.Ordinal).ThenBy(pair => pair.Value)
            : pairs.OrderByDescending(pair => pair.Value).ThenBy(pair => Convert.ToHexString(pair.Key), StringComparer.Ordinal);

    private static List<byte[]> Blocks(IEnumerable<(byte[] Key, long Value)> pairs)
    {
        var blocks = new List<byte[]>();
        var writer = new PairWriter(block => blocks.Add(block.ToArray()));
        foreach (var (key, value) in pairs)
        {
            writer.Write(key, value);
        }

        writer.Flush();
        return blocks;
    }
}
