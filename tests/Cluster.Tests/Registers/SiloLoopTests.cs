using Cluster.Silo.Registers.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;

namespace Cluster.Tests.Registers;

public sealed class SiloLoopTests
{
    private readonly SiloLifecycleSubject _silo = new(NullLogger<SiloLifecycleSubject>.Instance);
    private readonly EndedSilo _ended = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LoopThatFails_EndsTheSilo_AndSaysWhichAndWhy()
    {
        using var loop = new Loop(_ended, _ => throw new InvalidDataException("broken"));
        loop.Participate(_silo);

        await _silo.OnStart(Cancelled);

        var (context, failure) = await _ended.By.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancelled);
        Assert.Equal("Loop has failed", context);
        Assert.Equal("broken", Assert.IsType<InvalidDataException>(failure).Message);
        await _silo.OnStop(Cancelled);
    }

    [Fact]
    public async Task LoopOfASiloThatStops_EndsInOrder()
    {
        using var loop = new Loop(_ended, stopping => Task.Delay(Timeout.Infinite, stopping));
        loop.Participate(_silo);
        await _silo.OnStart(Cancelled);

        await _silo.OnStop(Cancelled);

        Assert.False(_ended.By.Task.IsCompleted);
    }

    private sealed class Loop(IFatalErrorHandler fatal, Func<CancellationToken, Task> run) : SiloLoop(fatal)
    {
        protected override Task RunAsync(CancellationToken stopping) => run(stopping);
    }

    private sealed class EndedSilo : IFatalErrorHandler
    {
        public TaskCompletionSource<(string Context, Exception? Failure)> By { get; } = new();

        public bool IsUnexpected(Exception exception) => true;

        public void OnFatalException(object? sender, string? context, Exception? exception) => By.SetResult((context!, exception));
    }
}
