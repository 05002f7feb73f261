using Cluster.Transactions.Calling;

namespace Cluster.Transactions.Running;

/// <summary>
/// Ends the calls of a client's transactions that went to a silo that has died: the runtime tells a client of no death, so that it would wait for them until their deadline. As
/// soon as a silo answers that one has died, what was called before and has no answer yet is given up, to whichever silo it went, and its transaction is run again. That is
/// safe for all: nothing of an attempt that is given up before it is asked to prepare takes effect. Called by one thread at a time.
/// </summary>
internal sealed class LostCalls(ParticipantMessenger messenger)
{
    /// <summary>How long a call has no answer before silos are asked.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>Silos learn of a death one after the other: for so long some may still have sent calls to the dead one.</summary>
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(1);

    private long _diedAt = long.MinValue;
    private TimeSpan _askAt;

    /// <summary>To be called often while there are transactions.</summary>
    public void Look(IEnumerable<TransactionScope> scopes, TimeSpan now, Func<TimeSpan> clock)
    {
        var died = new TimeSpan(Interlocked.Read(ref _diedAt));
        var isWaiting = false;
        foreach (var scope in scopes)
            isWaiting |= scope.GiveUpCalls(now - Patience, died == TimeSpan.MinValue ? died : died + Spread);
        if (!isWaiting || now < _askAt)
            return;
        _askAt = now + AskEvery;
        messenger.AskForDeaths(since => Learn(clock() - since));
    }

    private void Learn(TimeSpan at)
    {
        for (var known = Interlocked.Read(ref _diedAt); at.Ticks > known;)
        {
            var seen = Interlocked.CompareExchange(ref _diedAt, at.Ticks, known);
            if (seen == known)
                return;
            known = seen;
        }
    }
}
