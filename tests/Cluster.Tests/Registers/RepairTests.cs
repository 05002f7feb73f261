using Cluster.Silo.Registers.Convergent;
using Cluster.Silo.Registers.Repair;
using CsCheck;

namespace Cluster.Tests.Registers;

public sealed class RepairTests
{
    [Fact]
    public void AntiEntropy_OverAnyTwoReplicas_FindsWhatDiffersAndMakesThemEqual() =>
        Gen.Select(Gen.Int[0, 200], Gen.Int[0, 2], Gen.Long[1, 9]).Array[0, 60].Sample(changes =>
        {
            var (a, b) = (new ConvergentStore<GrowOnlyCounter>(GrowOnlyCounter.Empty), new ConvergentStore<GrowOnlyCounter>(GrowOnlyCounter.Empty));
            foreach (var (register, side, amount) in changes)
            {
                var name = $"counter-{register}";
                if (side != 1)
                    a.Merge(name, a[name].Add(1, amount));
                if (side != 0)
                    b.Merge(name, b[name].Add(2, amount));
            }

            Exchange(a, b);
            Assert.Equal(a.Tree.Root, b.Tree.Root);
            Assert.Equal(
                a.Registers.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => (r.Key, r.Value.Value)),
                b.Registers.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => (r.Key, r.Value.Value)));
        }, iter: 300);

    [Fact]
    public void AntiEntropy_WithOneOfManyRegistersDifferent_ComparesFewNodes()
    {
        var (a, b) = (new ConvergentStore<GrowOnlyCounter>(GrowOnlyCounter.Empty), new ConvergentStore<GrowOnlyCounter>(GrowOnlyCounter.Empty));
        for (var register = 0; register < 20_000; register++)
        {
            a.Merge($"r{register}", GrowOnlyCounter.Empty.Add(1, 1));
            b.Merge($"r{register}", GrowOnlyCounter.Empty.Add(1, 1));
        }

        Assert.Null(AntiEntropy.Compare(b.Tree, AntiEntropy.Begin(a.Tree)));
        a.Merge("r77", a["r77"].Add(1, 1));
        var (nodes, registers) = Exchange(a, b);
        Assert.Equal(2, b["r77"].Value);
        Assert.True(nodes <= 1 + MerkleTree.Fanout * MerkleTree.LeafLevel, $"{nodes} nodes were sent.");
        Assert.Equal(1, registers);
    }

    [Fact]
    public void Take_WithoutNews_AnswersOthers_AndLetsChangesMadeHereWait()
    {
        var replica = new ConvergentReplica<GrowOnlyCounter>("a", GrowOnlyCounter.Empty, hintLimit: 8);
        replica.Configure(["a", "b"]);
        replica.Write("mine", GrowOnlyCounter.Empty.Add(1, 1));
        replica.Receive("b", new DeltaMessage<GrowOnlyCounter>(7, "theirs", GrowOnlyCounter.Empty.Add(2, 1)));

        var (merged, answers) = replica.Take(withNews: false);

        Assert.Equal(["mine", "theirs"], merged.Select(m => m.Register).Order(StringComparer.Ordinal));
        Assert.Equal(new ReceivedMessage(7), Assert.Single(answers).Message);
        Assert.Equal(1, replica.Untold);
        var (again, news) = replica.Take(withNews: true);
        Assert.Empty(again);
        Assert.Equal("mine", Assert.IsType<DeltaMessage<GrowOnlyCounter>>(Assert.Single(news).Message).Register);
        Assert.False(replica.HasSomethingToTake);
    }

    [Fact]
    public void Tree_WhateverTheOrderOfChanges_HasTheSameRoot()
    {
        var (a, b) = (new MerkleTree(), new MerkleTree());
        a.Set("x", 1);
        a.Set("y", 2);
        a.Set("x", 3);
        b.Set("y", 2);
        b.Set("x", 3);

        Assert.Equal(a.Root, b.Root);
        b.Set("x", 4);
        Assert.NotEqual(a.Root, b.Root);
    }

    [Fact]
    public void ReadRepair_TellsWhoLagsBehindTheMergedState()
    {
        var repair = new ReadRepair<GrowOnlyCounter>(GrowOnlyCounter.Empty);
        var one = GrowOnlyCounter.Empty.Add(1, 5);
        var both = one.Merge(GrowOnlyCounter.Empty.Add(2, 3));
        repair.Add("silo-1", one);
        repair.Add("silo-2", both);
        repair.Add("silo-3", GrowOnlyCounter.Empty);

        Assert.Equal(8, repair.Merged.Value);
        Assert.Equal(["silo-1", "silo-3"], repair.Lagging.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Hint_ConfirmedAfterANewerChangeWasMissed_IsStillOwed()
    {
        var hints = new HintStore(limit: 2);
        hints.Add("silo-1", "a");
        var handedOver = hints.Peek("silo-1", 10);
        hints.Add("silo-1", "a");
        hints.Confirm("silo-1", handedOver[0]);

        Assert.Equal(["a"], hints.Peek("silo-1", 10).Select(hint => hint.Register));
        hints.Confirm("silo-1", hints.Peek("silo-1", 1)[0]);
        Assert.Equal(0, hints.Count("silo-1"));
    }

    [Fact]
    public void Hints_BeyondTheLimit_AreDroppedAndCounted()
    {
        var hints = new HintStore(limit: 2);
        foreach (var register in new[] { "a", "b", "c", "a" })
            hints.Add("silo-1", register);

        Assert.Equal((2, 1), (hints.Count("silo-1"), (int)hints.Dropped));
        hints.Forget("silo-1");
        Assert.Empty(hints.Peek("silo-1", 10));
    }

    private static (int Nodes, int Registers) Exchange(ConvergentStore<GrowOnlyCounter> a, ConvergentStore<GrowOnlyCounter> b)
    {
        var digest = AntiEntropy.Begin(a.Tree);
        var nodes = digest.Nodes.Count;
        for (var (near, far) = (a, b); digest.Level < MerkleTree.LeafLevel; (near, far) = (far, near))
        {
            if (AntiEntropy.Compare(far.Tree, digest) is not { } next)
                return (nodes, 0);
            digest = next;
            nodes += digest.Nodes.Count;
        }

        // Three comparisons: the last digest is b's, so a looks for what differs in it.
        var (ours, theirs) = (AntiEntropy.DifferingLeaves(a.Tree, digest), Leaves(a, b, digest));
        var (toB, toA) = (a.Missing(theirs, ours), b.Missing(ours, theirs));
        foreach (var (register, state) in toB)
            b.Merge(register, state);
        foreach (var (register, state) in toA)
            a.Merge(register, state);
        return (nodes, Math.Max(toA.Count, toB.Count));
    }

    private static Dictionary<string, ulong> Leaves(ConvergentStore<GrowOnlyCounter> a, ConvergentStore<GrowOnlyCounter> b, TreeDigest digest) =>
        new(AntiEntropy.DifferingLeaves(b.Tree, new TreeDigest(digest.Level, digest.Nodes.Keys.ToDictionary(index => index, index => a.Tree.Node(digest.Level, index)))));
}
