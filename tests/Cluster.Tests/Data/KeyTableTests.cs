using Cluster.Silo.Data.Pairs;
using CsCheck;

namespace Cluster.Tests.Data;

public sealed class KeyTableTests
{
    private static readonly Gen<byte[]> Keys = Gen.OneOf(
        Gen.OneOfConst<byte>(0, 1, 0x61).Array[0, 10], Gen.Byte.Array[0, 40], Gen.OneOfConst<byte>(0x61).Array[7, 18]);

    [Fact]
    public void GetOrAdd_OfAnyKeys_HoldsWhatADictionaryHolds() => Keys.Array[0, 3000].Sample(
        keys =>
        {
            var table = new KeyTable();
            var expected = new Dictionary<string, long>();
            foreach (var key in keys)
            {
                var name = Convert.ToHexString(key);
                table.GetOrAdd(Key.Of(key), out var added) += 3;
                Assert.Equal(!expected.ContainsKey(name), added);
                expected[name] = expected.GetValueOrDefault(name) + 3;
            }

            Assert.Equal(expected.Count, table.Count);
            Assert.Equal(expected.OrderBy(pair => pair.Key), Entries(table, PairOrder.ByKey(table)).OrderBy(pair => pair.Key));
            Assert.All(keys, key => Assert.True(table.Contains(Key.Of(key))));
            Assert.False(table.Contains(Key.Of(new byte[100])));
        },
        iter: 50);

    [Fact]
    public void Key_WithinAText_IsTheSameAsOnItsOwn() => Gen.Select(Gen.Byte.Array[0, 60], Gen.Int[0, 60], Gen.Int[0, 60]).Sample(
        (text, a, b) =>
        {
            var start = Math.Min(a, text.Length);
            var length = Math.Min(b, text.Length - start);
            var own = Key.Of(text.AsSpan(start, length));
            var within = Key.Within(text, start, length);
            Assert.Equal(own.Hash, within.Hash);
            Assert.Equal(own.Prefix, within.Prefix);
        });

    [Fact]
    public void Order_ByKeyAndByValue_IsThatOfAPlainSort() => Gen.Select(Keys, Gen.Long[-3, 3]).Array[0, 500].Sample(
        pairs =>
        {
            var table = new KeyTable();
            foreach (var (key, value) in pairs)
            {
                table.GetOrAdd(Key.Of(key), out _) = value;
            }

            var byKey = PairOrder.ByKey(table);
            var entries = Entries(table, byKey);
            Assert.Equal(entries.OrderBy(pair => pair.Key, StringComparer.Ordinal), entries);
            Assert.Equal(
                entries.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal),
                Entries(table, PairOrder.ByValue(table, byKey)));
        },
        iter: 200);

    [Fact]
    public void PartitionOf_ManyKeys_SpreadsThemEvenly()
    {
        const int partitions = 7;
        var counts = new int[partitions];
        for (var i = 0; i < 70_000; i++)
        {
            counts[Key.PartitionOf(Key.Of(BitConverter.GetBytes(i)).Hash, partitions)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 9_000, 11_000));
    }

    /// <summary>Keys as hex, whose ordinal order is that of the bytes.</summary>
    private static List<KeyValuePair<string, long>> Entries(KeyTable table, int[] slots)
    {
        var entries = new List<KeyValuePair<string, long>>();
        foreach (var slot in slots)
        {
            Assert.True(table.At(slot, out var entry));
            entries.Add(new(Convert.ToHexString(entry.Key), entry.Value));
        }

        return entries;
    }
}
