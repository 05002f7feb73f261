using Cluster.Locks;
using Cluster.Locks.RabbitMq;
using Cluster.Tests.Hosting;

namespace Cluster.Contracts.Locks;

public sealed class RabbitMqLockTests(RabbitMqLockTests.Provider setting, ITestOutputHelper output)
    : LeasedLockProviderContract<RabbitMqLockTests.Provider>(setting, output)
{
    [Fact]
    public async Task Broker_KilledAndStartedAgain_TakesTheLockFromItsHolder_AndRemembersTheToken()
    {
        var mine = await LockAsync();
        var held = await mine.AcquireAsync(Patience, Cancellation);

        await Setting.Broker.KillAsync();
        await Eventually.TrueAsync(() => held.Lost.IsCancellationRequested, "the holder learns that its lock is lost");
        Assert.False(held.IsHeld);
        await Assert.ThrowsAsync<ClusterUnreachableException>(async () => await mine.TryAcquireAsync(TimeSpan.Zero, Cancellation));
        var waiting = mine.AcquireAsync(Patience + RabbitMqServer.StartPatience, Cancellation).AsTask();
        await Setting.Broker.StartAsync();

        await using var next = await waiting;
        Assert.True(next.FencingToken > held.FencingToken);
    }

    public sealed class Provider : LockProviderSetting
    {
        private RabbitMqServer? _broker;

        public override bool HasLease => true;

        internal RabbitMqServer Broker => _broker!;

        protected override IReadOnlyList<string> Arguments => ["--provider", "rabbitmq", "--at", _broker!.Address.AbsoluteUri];

        public override async ValueTask InitializeAsync()
        {
            _broker = await RabbitMqServer.TryStartAsync();
            WhyNot = _broker is null ? RabbitMqServer.WhyNot : null;
        }

        public override ValueTask<IFencedLockProvider> OpenAsync() => new(new RabbitMqLocks(_broker!.Address));

        public override async ValueTask DisposeAsync()
        {
            if (_broker is not null)
                await _broker.DisposeAsync();
            await base.DisposeAsync();
        }
    }
}
