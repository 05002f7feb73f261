using Cluster.Registers.Calling;
using Cluster.Silo.Registers.Hosting;

namespace Cluster.Silo.Transactions.Hosting;

/// <summary>Brings participants the passing of time, each when it needs it. Safe for use by many threads at once.</summary>
internal sealed class Wakeups(TimeProvider time, IFatalErrorHandler fatal) : SiloLoop(fatal)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly long _began = time.GetTimestamp();
    private readonly Lock _gate = new();
    private readonly PriorityQueue<ParticipantHost, TimeSpan> _queue = new();
    private readonly LoopPause _pause = new(Pace, time);
    private TimeSpan _next;

    /// <summary>The silo's monotonic clock.</summary>
    public TimeSpan Now => time.GetElapsedTime(_began);

    public void Add(ParticipantHost host, TimeSpan at)
    {
        lock (_gate)
        {
            _queue.Enqueue(host, at);
            if (at >= _next)
                return;
        }

        _pause.Tell();
    }

    protected override async Task RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            await _pause.WaitAsync(UntilNext(), stopping);
            Gathering.Together(TakeDue(), static due =>
            {
                foreach (var (host, at) in due)
                    host.Tick(at);
            }, isFree: false);
        }
    }

    private TimeSpan UntilNext()
    {
        lock (_gate)
        {
            var now = Now;
            _next = _queue.TryPeek(out _, out var at) && at - now < LongestPause ? at : now + LongestPause;
            return _next - now;
        }
    }

    /// <summary>Those whose time has come. Who asks for more while it is woken has its turn after the next pause.</summary>
    private List<(ParticipantHost Host, TimeSpan At)> TakeDue()
    {
        var due = new List<(ParticipantHost Host, TimeSpan At)>();
        lock (_gate)
        {
            for (var now = Now; _queue.TryPeek(out var host, out var at) && at <= now; _queue.Dequeue())
                due.Add((host, at));
        }

        return due;
    }
}
