using Cluster.Tests.Hosting;
using Microsoft.Extensions.Hosting;

namespace Cluster.Tests.Client;

public sealed class FailoverTests : IAsyncLifetime
{
    private readonly EmbeddedCluster _cluster = new();
    private IHost _silo = null!;
    private ClusterClient _client = null!;

    /// <summary>Makes a second attempt only where a failure calls for it, however slow the machine is.</summary>
    private ClusterClient _patient = null!;

    private IFlaky NewGrain => _client.Grains.GetGrain<IFlaky>(Guid.NewGuid().ToString());

    public async ValueTask InitializeAsync()
    {
        _silo = await _cluster.StartSiloAsync("silo-1");
        _client = await _cluster.StartClientAsync(options =>
        {
            options.AttemptTimeout = TimeSpan.FromMilliseconds(100);
            options.CallTimeout = TimeSpan.FromSeconds(5);
        });
        _patient = await _cluster.StartClientAsync(options => options.AttemptTimeout = TimeSpan.FromMinutes(1));
    }

    public ValueTask DisposeAsync()
    {
        Flaky.EndCalls();
        return _cluster.DisposeAsync();
    }

    [Fact]
    public async Task IdempotentCall_WhoseFirstAttemptsAreLost_IsRepeatedUntilOneAnswers() =>
        Assert.True(await NewGrain.ReadAsync(answerFrom: 3) >= 3);

    [Fact]
    public async Task IdempotentCall_ThatAnswersInTime_IsSentOnce()
    {
        var grain = _patient.Grains.GetGrain<IFlaky>("in time");

        Assert.Equal(1, await grain.ReadAsync(answerFrom: 1));

        Assert.Equal(1, await grain.CountAsync());
    }

    [Fact]
    public async Task IdempotentCall_ThatIsSlow_IsAnsweredThoughEarlierAttemptsStillRun() =>
        // Were an attempt given up for the next one, no two of them would ever be there at once.
        Assert.Equal(4, await NewGrain.MeetAsync(calls: 4));

    [Fact]
    public async Task IdempotentCall_ThatNothingAnswers_EndsWithItsOutcomeUnknown()
    {
        var grain = NewGrain;

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => grain.ReadAsync(answerFrom: int.MaxValue));

        Assert.True(await grain.CountAsync() > 1);
    }

    [Fact]
    public async Task IdempotentCall_ThatTheGrainFails_IsNotRepeated()
    {
        var grain = _patient.Grains.GetGrain<IFlaky>("failing");

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(grain.FailAsync);

        Assert.Equal("The grain's own answer.", failure.Message);
        Assert.Equal(1, await grain.CountAsync());
    }

    [Fact]
    public async Task IdempotentCall_ThatIsCancelled_EndsWithTheCancellation()
    {
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => NewGrain.WaitAsync(cancellation.Token));
    }

    [Fact]
    public async Task OtherCall_ThatNothingAnswers_IsSentOnceAndEndsWithItsOutcomeUnknown()
    {
        var grain = NewGrain;

        var failure = await Assert.ThrowsAsync<OutcomeUnknownException>(() => grain.AddAsync(answerFrom: int.MaxValue));

        Assert.Contains(nameof(IFlaky.AddAsync), failure.Message, StringComparison.Ordinal);
        Assert.Contains("00:00:05", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, await grain.CountAsync());
    }

    [Fact]
    public async Task Call_WithADeadlineOfItsOwn_EndsByIt()
    {
        var failure = await Assert.ThrowsAsync<OutcomeUnknownException>(() => NewGrain.AddInHalfASecondAsync(answerFrom: int.MaxValue));

        Assert.Contains("00:00:00.5", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_WithNoSiloLeft_EndsAsUnreachable()
    {
        var grain = NewGrain;
        await grain.CountAsync();
        await _cluster.StopAsync(_silo);

        // The first calls may still find a connection that is closing.
        await Eventually.TrueAsync(
            async () => await Record.ExceptionAsync(() => grain.ReadAsync(answerFrom: 1)) is ClusterUnreachableException, "the call cannot be sent");
        await Assert.ThrowsAsync<ClusterUnreachableException>(grain.CountAsync);
    }

    [Fact]
    public async Task Call_AfterTheOnlySiloCameBackElsewhere_IsAnswered()
    {
        var grain = NewGrain;
        await grain.CountAsync();
        await _cluster.StopAsync(_silo);
        await _cluster.StartSiloAsync("silo-1");

        await Eventually.TrueAsync(async () => await Record.ExceptionAsync(() => grain.ReadAsync(answerFrom: 1)) is null, "the client finds the new silo");
    }
}
