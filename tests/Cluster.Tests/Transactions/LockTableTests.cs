using Cluster.Silo.Transactions.Protocol;
using Cluster.Transactions.Protocol;

namespace Cluster.Tests.Transactions;

public sealed class LockTableTests
{
    private readonly LockTable _locks = new(ParticipantRules.Standard);
    private readonly LockOwner _oldest = new(new TransactionId(1, 1, 1, 1));
    private readonly LockOwner _middle = new(new TransactionId(2, 1, 2, 1));
    private readonly LockOwner _youngest = new(new TransactionId(3, 1, 3, 1));

    [Fact]
    public void Older_WhoNeedsWhatAYoungerHolds_WoundsIt_AndGetsItWhenItLetsGo()
    {
        _locks.Acquire(_youngest, "x", exclusive: true);
        _locks.TakeGranted();

        _locks.Acquire(_oldest, "x", exclusive: true);

        Assert.Empty(_locks.TakeGranted());
        Assert.Equal([_youngest], _locks.TakeWounded());
        _locks.Release(_youngest);
        Assert.Equal([(_oldest, "x")], _locks.TakeGranted());
    }

    [Fact]
    public void Younger_WhoNeedsWhatAnOlderHolds_Waits()
    {
        _locks.Acquire(_oldest, "x", exclusive: true);
        _locks.TakeGranted();

        _locks.Acquire(_youngest, "x", exclusive: false);

        Assert.Empty(_locks.TakeGranted());
        Assert.Empty(_locks.TakeWounded());
    }

    [Fact]
    public void Waiters_AreServedByAge_AndReadersDoNotOvertakeAnOlderWriter()
    {
        var first = new LockOwner(new TransactionId(0, 1, 0, 1));
        _locks.Acquire(first, "x", exclusive: false);
        _locks.TakeGranted();
        _locks.Acquire(_middle, "x", exclusive: true);

        _locks.Acquire(_youngest, "x", exclusive: false);
        Assert.Empty(_locks.TakeGranted());
        _locks.Acquire(_oldest, "x", exclusive: false);
        Assert.Equal([(_oldest, "x")], _locks.TakeGranted());

        _locks.Release(first);
        _locks.Release(_oldest);
        Assert.Equal([(_middle, "x")], _locks.TakeGranted());
    }

    [Fact]
    public void Upgrade_OfOneOfTwoReaders_WoundsTheYounger()
    {
        _locks.Acquire(_oldest, "x", exclusive: false);
        _locks.Acquire(_youngest, "x", exclusive: false);
        _locks.TakeGranted();

        _locks.Acquire(_oldest, "x", exclusive: true);

        Assert.Equal([_youngest], _locks.TakeWounded());
        _locks.Release(_youngest);
        Assert.True(_locks.Holds(_oldest, "x", exclusive: true));
    }

    [Fact]
    public void Upgrade_OfTheYoungerOfTwoReaders_WaitsForTheOlder()
    {
        _locks.Acquire(_oldest, "x", exclusive: false);
        _locks.Acquire(_youngest, "x", exclusive: false);
        _locks.TakeGranted();

        _locks.Acquire(_youngest, "x", exclusive: true);

        Assert.Empty(_locks.TakeWounded());
        _locks.Release(_oldest);
        Assert.True(_locks.Holds(_youngest, "x", exclusive: true));
    }

    [Fact]
    public void LaterAttempt_EndsWhatAnEarlierOneLeftBehind()
    {
        var again = new LockOwner(_oldest.Transaction with { Attempt = 2 });
        _locks.Acquire(_oldest, "x", exclusive: true);
        _locks.TakeGranted();

        _locks.Acquire(again, "x", exclusive: true);

        Assert.Equal([_oldest], _locks.TakeWounded());
    }
}
