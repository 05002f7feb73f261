using Cluster.Silo.Registers.Convergent;
using Cluster.Silo.Registers.Protocol;
using CsCheck;

namespace Cluster.Tests.Registers;

/// <summary>Three copies, changes made anywhere, deltas and whole states delivered in any order, twice or never.</summary>
public sealed class ConvergentTests
{
    private const int Copies = 3;
    private const int Keys = 3;

    private static readonly Gen<(int Copy, int Kind, int Key, int Target)[]> Scripts =
        Gen.Select(Gen.Int[0, Copies - 1], Gen.Int[0, 5], Gen.Int[0, Keys - 1], Gen.Int[0, Copies - 1]).Array[1, 40];

    [Fact]
    public void Map_UnderAnyDelivery_MeansWhatItsModelMeans() => Scripts.Sample(script =>
    {
        var maps = Enumerable.Repeat(ObservedRemoveMap<int, int>.Empty, Copies).ToArray();
        var models = Enumerable.Range(0, Copies).Select(_ => new ConvergentModel()).ToArray();
        var made = new List<(ObservedRemoveMap<int, int> Delta, ConvergentModel.Change Change)>();
        for (var step = 0; step < script.Length; step++)
        {
            var (copy, kind, key, target) = script[step];
            switch (kind)
            {
                case 0 or 1:
                    made.Add((maps[copy].Put(copy, key, step), models[copy].Make(key, step)));
                    maps[copy] = maps[copy].Merge(made[^1].Delta);
                    break;
                case 2:
                    made.Add((maps[copy].Remove(key), models[copy].Make(key, null)));
                    maps[copy] = maps[copy].Merge(made[^1].Delta);
                    break;
                case 3 or 4 when made.Count > 0:
                    var (delta, change) = made[step * 7 % made.Count];
                    maps[target] = maps[target].Merge(delta);
                    models[target].Receive(change);
                    break;
                default:
                    maps[target] = maps[target].Merge(maps[copy]);
                    models[target].Receive(models[copy]);
                    break;
            }

            foreach (var (map, model) in maps.Zip(models))
                AssertSame(model, map);
        }

        var merged = maps[0].Merge(maps[1]).Merge(maps[2]);
        Assert.Equal(merged.Digest, maps[2].Merge(maps[1].Merge(maps[0])).Digest);
        Assert.Same(merged, merged.Merge(maps[1]));
    }, iter: 3000);

    [Fact]
    public void Counter_UnderAnyDelivery_CountsEveryChangeOnce() => Scripts.Sample(script =>
    {
        var counters = Enumerable.Repeat(Counter.Empty, Copies).ToArray();
        var expected = 0L;
        foreach (var (copy, kind, key, target) in script)
        {
            if (kind < 3)
            {
                var amount = kind == 0 ? -key - 1 : key + 1;
                expected += amount;
                counters[copy] = counters[copy].Merge(counters[copy].Add(copy, amount));
            }
            else
            {
                counters[target] = counters[target].Merge(counters[copy]);
            }
        }

        var merged = counters[2].Merge(counters[0]).Merge(counters[1]).Merge(counters[0]);
        Assert.Equal(expected, merged.Value);
        Assert.Equal(merged.Digest, counters[0].Merge(counters[1]).Merge(counters[2]).Digest);
    }, iter: 2000);

    [Fact]
    public void Set_AdditionBesideARemovalThatHadNotSeenIt_Wins()
    {
        var a = ObservedRemoveSet<string>.Empty.Add(1, "x");
        var b = a.Merge(a.Remove("x"));
        var readded = a.Merge(a.Add(1, "x"));

        Assert.False(b.Contains("x"));
        Assert.True(b.Merge(readded).Contains("x"));
        Assert.Equal(["x"], readded.Merge(b).Elements);
    }

    [Fact]
    public void MultiValueRegister_ConcurrentWrites_StayBothUntilOneThatSawThem()
    {
        var (a, b) = (MultiValueRegister<string>.Empty.Write(1, "a"), MultiValueRegister<string>.Empty.Write(2, "b"));
        var both = a.Merge(b);

        Assert.Equal(["a", "b"], both.Values);
        Assert.Equal(["c"], both.Merge(both.Write(1, "c")).Values);
        Assert.Empty(both.Merge(both.Clear()).Values);
    }

    [Fact]
    public void LastWriterWins_StrongWrite_BuriesWeakerWritesThatHadNotSeenIt()
    {
        var (first, second) = (new Carstamp(1, 1, 0), new Carstamp(2, 1, 0));
        var late = new LastWriterWins(new WeakVersion(first, new HybridTime(99, 0, 1)), [1]);
        var strong = new LastWriterWins(new WeakVersion(second, default), [2]);
        var over = new LastWriterWins(new WeakVersion(second, new HybridTime(5, 0, 1)), [3]);

        Assert.Equal([2], late.Merge(strong).Value!);
        Assert.Equal([3], over.Merge(late).Merge(strong).Value!);
    }

    [Fact]
    public void GrowOnlyCounter_AmountBelowOne_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => GrowOnlyCounter.Empty.Add(1, 0));

    private static void AssertSame(ConvergentModel model, ObservedRemoveMap<int, int> map)
    {
        for (var key = 0; key < Keys; key++)
            Assert.Equal(model.Values(key).Order(), map.Values(key).Order());
    }
}
