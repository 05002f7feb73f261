using Cluster.Locks.Protocol;
using CsCheck;

namespace Cluster.Tests.Locks;

public sealed class LockTokenTests
{
    [Fact]
    public void Of_LaterEpoch_IsGreaterWhateverTheCounter() =>
        Gen.Select(Gen.Long[1, LockToken.MaxEpoch - 1], Gen.Long[0, LockToken.MaxCounter], Gen.Long[0, LockToken.MaxCounter]).Sample((epoch, counter, other) =>
        {
            var token = LockToken.Of(epoch, counter);
            Assert.True(token > 0);
            Assert.True(LockToken.Of(epoch + 1, other) > token);
            Assert.Equal(epoch, LockToken.Epoch(token));
        });

    [Fact]
    public void Of_TheGreatestEpochAndCounter_FitsASignedNumber() =>
        Assert.Equal(long.MaxValue, LockToken.Of(LockToken.MaxEpoch, LockToken.MaxCounter));
}
