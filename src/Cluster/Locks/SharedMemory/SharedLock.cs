using static Cluster.Locks.SharedMemory.SharedLockWord;

namespace Cluster.Locks.SharedMemory;

/// <summary>
/// The protocol of one lock in shared memory, for one session. The word <see cref="Holder"/> alone decides who holds it: a session enters
/// itself by one compare-and-swap where nobody stands, or one that is dead. Numbers of sessions are never used twice, so a dead one cannot be mistaken for a living one.
/// The queue only decides who tries; it may be wrong for a moment, or leave out whoever finds no room in it, and then the order suffers and nothing else.
/// </summary>
/// <param name="words">The page of the lock.</param>
/// <param name="session">The number of this session, not 0.</param>
/// <param name="isAlive">Whether the process of a session exists. Once false, it stays so.</param>
/// <param name="floor">Tokens are greater than this: it is raised with each start of the machine, since memory may not outlive that.</param>
internal sealed class SharedLock(SharedWords words, long session, Func<long, bool> isAlive, long floor)
{
    private const long Last = long.MaxValue;

    /// <summary>The session that holds the lock; 0 when none does, or a dead one.</summary>
    public long LivingHolder => words.Read(Holder) is var holder && IsHeldBy(holder) ? holder : 0;

    /// <summary>Takes the lock where it is free or its holder is dead, and gives the fencing token; null otherwise.</summary>
    public long? TryTake()
    {
        var holder = words.Read(Holder);
        if (IsHeldBy(holder) || !words.TryReplace(Holder, holder, session))
            return null;

        // Nobody else writes here before this session has let go or died; killed before the write, it has told nobody of the token.
        var token = Math.Max(words.Read(Token), floor) + 1;
        words.Write(Token, token);
        return token;
    }

    public void Release() => words.TryReplace(Holder, session, 0);

    /// <summary>Takes the last place in the queue; null when there is no room, and the order is left to chance.</summary>
    public int? Enqueue()
    {
        for (var entry = 0; entry < Entries; entry++)
        {
            var there = words.Read(SessionOf(entry));
            if (there == session || (there != 0 && isAlive(there)) || !words.TryReplace(SessionOf(entry), there, session))
                continue;
            words.Write(PlaceOf(entry), words.Increment(Place));
            return entry;
        }

        return null;
    }

    public void Leave(int entry)
    {
        words.Write(PlaceOf(entry), Last); // for the moment in which the next one stands here and has no place yet
        words.TryReplace(SessionOf(entry), session, 0);
    }

    /// <summary>No living session has been waiting for longer than the one at this entry.</summary>
    public bool IsFirst(int entry)
    {
        var place = words.Read(PlaceOf(entry));
        return !Waiting().Any(other => other.Session != session && other.Place < place && isAlive(other.Session));
    }

    /// <summary>Whether any living session waits, and where.</summary>
    public bool HasQueue() => Waiting().Any(other => other.Session != session && isAlive(other.Session));

    /// <summary>Those in the queue, dead ones included.</summary>
    public IEnumerable<(long Session, long Place)> Waiting()
    {
        for (var entry = 0; entry < Entries; entry++)
        {
            var there = words.Read(SessionOf(entry));
            var place = words.Read(PlaceOf(entry));
            if (there != 0)
                yield return (there, place == 0 ? Last : place);
            else if (place == 0)
                yield break; // never used, and neither is any entry after it
        }
    }

    private bool IsHeldBy(long holder) => holder != 0 && (holder == session || isAlive(holder));
}
