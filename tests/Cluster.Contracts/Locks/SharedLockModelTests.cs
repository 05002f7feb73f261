using Cluster.Contracts.Interleaving;
using Cluster.Locks.SharedMemory;
using CsCheck;

namespace Cluster.Contracts.Locks;

/// <summary>The protocol of locks in shared memory, word by word: processes are interleaved and killed before any access to memory.</summary>
public sealed class SharedLockModelTests
{
    private const int Processes = 3;
    private const int Rounds = 3;

    [Fact]
    public void SharedLock_InterleavedAndKilledAtAnyStep_ExcludesAndTokensRise() =>
        Schedule.Any.Sample(choices => Run(choices, killsPerHundred: 3, isAtomic: true), iter: Schedule.Times(250));

    [Fact]
    public void SharedLock_InterleavedWithoutKills_GivesEveryProcessItsTurns() =>
        Schedule.Any.Sample(choices => Assert.Equal(Processes * Rounds, Run(choices, killsPerHundred: 0, isAtomic: true)), iter: Schedule.Times(100));

    /// <summary>The check finds what it is for: memory whose compare-and-swap is a read and a write.</summary>
    [Fact]
    public void SharedLock_OverMemoryThatIsNotAtomic_IsFoundOut() =>
        Assert.True(Schedule.FindsTheFault(5000, choices => Run(choices, killsPerHundred: 3, isAtomic: false), near: 1));

    [Fact]
    public void Queue_OfThreeWhoCameOneAfterTheOther_IsServedInThatOrder()
    {
        var words = new long[SharedLockWord.Page];
        var locks = new[] { 1L, 2, 3 }.Select(session => new SharedLock(new Words(words, null, isAtomic: true), session, _ => true, floor: 0)).ToArray();
        var entries = locks.Select(l => l.Enqueue()!.Value).ToArray();

        for (var i = 0; i < locks.Length; i++)
        {
            Assert.All(Enumerable.Range(i, locks.Length - i), other => Assert.Equal(other == i, locks[other].IsFirst(entries[other])));
            Assert.Equal(i + 1, locks[i].TryTake());
            locks[i].Leave(entries[i]);
            locks[i].Release();
        }

        Assert.False(locks[0].HasQueue());
    }

    [Fact]
    public void Queue_WithADeadWaiterInFront_PassesItOver()
    {
        var words = new long[SharedLockWord.Page];
        var isDead = false;
        var dead = new SharedLock(new Words(words, null, isAtomic: true), 1, _ => true, floor: 0);
        var living = new SharedLock(new Words(words, null, isAtomic: true), 2, _ => !isDead, floor: 0);
        dead.Enqueue();
        var entry = living.Enqueue()!.Value;
        Assert.False(living.IsFirst(entry));

        isDead = true;

        Assert.True(living.IsFirst(entry));
        Assert.Equal(entry - 1, living.Enqueue()); // its place is free for others
    }

    [Fact]
    public void Enqueue_WhenTheQueueIsFull_GivesNoPlace()
    {
        var words = new long[SharedLockWord.Page];
        for (var session = 1; session <= SharedLockWord.Entries; session++)
            Assert.NotNull(new SharedLock(new Words(words, null, isAtomic: true), session, _ => true, floor: 0).Enqueue());

        Assert.Null(new SharedLock(new Words(words, null, isAtomic: true), 1_000, _ => true, floor: 0).Enqueue());
    }

    [Fact]
    public void TryTake_AfterARestartOfTheMachine_GivesTokensAboveAllBefore()
    {
        var words = new long[SharedLockWord.Page];
        words[SharedLockWord.Token] = 7;
        words[SharedLockWord.Holder] = 3;

        Assert.Equal((1L << 40) + 1, new SharedLock(new Words(words, null, isAtomic: true), 9, session => session == 9, floor: 1L << 40).TryTake());
    }

    private static int Run((int Strand, int Fate, int Dice)[] choices, int killsPerHundred, bool isAtomic)
    {
        var words = new long[SharedLockWord.Page];
        var grants = new GrantsOfAModel();
        var isInside = new bool[Processes];
        var strands = new Strand[Processes];
        for (var i = 0; i < Processes; i++)
        {
            var process = i;
            strands[i] = new Strand(strand =>
            {
                var protocol = new SharedLock(new Words(words, strand, isAtomic), process + 1, session => !strands[session - 1].IsKilled, floor: 0);
                for (var round = 0; round < Rounds; round++)
                {
                    var newest = grants.Newest;
                    grants.Add(Take(protocol), newest);
                    isInside[process] = true;
                    strand.Step();
                    isInside[process] = false;
                    protocol.Release();
                }
            });
        }

        Schedule.Run(
            choices,
            killsPerHundred,
            _ => GrantsOfAModel.AtMostOne(isInside.Where((inside, i) => inside && !strands[i].IsKilled).Count()),
            strands);
        return grants.Count;
    }

    private static long Take(SharedLock protocol)
    {
        if (!protocol.HasQueue() && protocol.TryTake() is { } atOnce)
            return atOnce;
        var entry = protocol.Enqueue()!.Value;
        while (true)
        {
            if (protocol.LivingHolder == 0 && protocol.IsFirst(entry) && protocol.TryTake() is { } token)
            {
                protocol.Leave(entry);
                return token;
            }
        }
    }

    private sealed class Words(long[] words, Strand? strand, bool isAtomic) : SharedWords
    {
        public override long Read(int word)
        {
            strand?.Step();
            return words[word];
        }

        public override void Write(int word, long value)
        {
            strand?.Step();
            words[word] = value;
        }

        public override bool TryReplace(int word, long from, long to)
        {
            strand?.Step();
            if (words[word] != from)
                return false;
            if (!isAtomic)
                strand?.Step();
            words[word] = to;
            return true;
        }

        public override long Increment(int word)
        {
            strand?.Step();
            return ++words[word];
        }
    }
}
