using System.Runtime.InteropServices;
using Cluster.Transactions.Calling;
using Cluster.Transactions.Protocol;
using Microsoft.Extensions.Logging;

namespace Cluster.Transactions.Declared;

/// <summary>
/// A process's session with the sequencer: sends declared transactions, many in a message, and again those that got no answer. Safe for use by many threads at once.
/// </summary>
internal sealed class DeclaredCaller : IThreadPoolWorkItem, IDisposable
{
    private const int MessagesUnderWay = 2;
    private const int CallsPerMessage = 512;
    private const int BytesPerMessage = 1 << 20;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AgainAfter = TimeSpan.FromMilliseconds(500);

    /// <summary>Less than the sequencer keeps the results of who is silent.</summary>
    private static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(15);

    private readonly IGrainFactory _grains;
    private readonly Lazy<string> _route;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly long _began;
    private readonly long _token = Random.Shared.NextInt64(1, long.MaxValue);
    private readonly Lock _gate = new();
    private readonly Dictionary<(long Session, long Number), DeclaredWait> _open = [];
    private readonly Queue<DeclaredWait> _unsent = new();
    private long _session;
    private long _number;
    private TimeSpan _sessionAskedAt = -AgainAfter;
    private TimeSpan _heardAt;
    private int _underWay;
    private bool _isTicking;

    public DeclaredCaller(IGrainFactory grains, Lazy<string> route, TimeProvider time, ILogger logger)
    {
        (_grains, _route, _time, _logger, _began) = (grains, route, time, logger, time.GetTimestamp());
        _timer = time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Now => _time.GetElapsedTime(_began);

    /// <summary>Begins a transaction.</summary>
    public DeclaredWait Begin(byte[] code)
    {
        var wait = new DeclaredWait(code);
        lock (_gate)
        {
            if (_open.Count == 0 && _unsent.Count == 0 && Now - _heardAt > FreshFor)
                _session = 0;
            _unsent.Enqueue(wait);
            if (!_isTicking)
            {
                _isTicking = true;
                _timer.Change(Pace, Pace);
            }

            SendUnderGate();
        }

        return wait;
    }

    /// <summary>Nobody waits for it any more. If it was not carried out yet, it never will be once the sequencer knows.</summary>
    /// <returns>Whether it was never sent.</returns>
    public bool End(DeclaredWait wait)
    {
        lock (_gate)
        {
            wait.IsGivenUp = true;
            _open.Remove((wait.Session, wait.Number));
            return wait.Session == 0;
        }
    }

    public void Hear(DeclaredAnswer[] answers)
    {
        lock (_gate)
        {
            _heardAt = Now;
            foreach (var answer in answers)
                Hear(answer);
            SendUnderGate();
        }
    }

    public void Execute() => _ = SendAsync();

    public void Dispose() => _timer.Dispose();

    private void Hear(DeclaredAnswer answer)
    {
        switch (answer.Kind)
        {
            case DeclaredResultKind.Opened:
                if (_session == 0 && answer.Number == _token && answer.Value is { Length: sizeof(long) } value)
                    (_session, _number) = (MemoryMarshal.Read<long>(value), 0);
                break;
            case DeclaredResultKind.UnknownSession:
                if (answer.Session == _session)
                    _session = 0;
                foreach (var (key, lost) in _open.Where(open => open.Key.Session == answer.Session).ToArray())
                {
                    _open.Remove(key);
                    lost.Complete(answer);
                }

                break;
            default:
                if (_open.Remove((answer.Session, answer.Number), out var wait))
                    wait.Complete(answer);
                break;
        }
    }

    private void SendUnderGate()
    {
        if (_unsent.Count == 0)
            return;
        if (_session == 0)
        {
            if (Now - _sessionAskedAt < AgainAfter)
                return;
            _sessionAskedAt = Now;
            ThreadPool.UnsafeQueueUserWorkItem(static caller => _ = caller.SubmitAsync(new DeclaredSubmission(0, caller._token, 0, [], [])), this, preferLocal: false);
        }
        else if (_underWay < MessagesUnderWay)
        {
            _underWay++;

            // Without the sender's context, which may be a transaction's. What comes before the pool comes to it goes together.
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private async Task SendAsync()
    {
        while (Take() is { } submission)
            await SubmitAsync(submission);
    }

    private async Task SubmitAsync(DeclaredSubmission submission)
    {
        try
        {
            await _grains.GetGrain<IDeclaredSequencer>(0).SubmitAsync(_route.Value, submission);
        }
#pragma warning disable CA1031 // Whatever went wrong on the way, what gets no answer is sent again.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _logger.SubmissionLost(failure, submission.Calls.Length);
        }
    }

    private DeclaredSubmission? Take()
    {
        lock (_gate)
        {
            var calls = new List<DeclaredCall>();
            for (var bytes = 0; _session != 0 && calls.Count < CallsPerMessage && bytes < BytesPerMessage && _unsent.TryDequeue(out var wait);)
            {
                if (wait.IsGivenUp || wait.Answer.IsCompleted)
                    continue;
                if (wait.Session == 0)
                {
                    (wait.Session, wait.Number) = (_session, ++_number);
                    _open.Add((wait.Session, wait.Number), wait);
                }

                wait.SentAt = Now;
                calls.Add(new DeclaredCall(wait.Number, wait.Code));
                bytes += wait.Code.Length;
            }

            if (calls.Count == 0)
            {
                _underWay--;
                return null;
            }

            return new DeclaredSubmission(_session, 0, _number, [.. _open.Keys.Where(open => open.Session == _session).Select(open => open.Number)], [.. calls]);
        }
    }

    private void Tick()
    {
        lock (_gate)
        {
            if (_open.Count == 0 && _unsent.Count == 0)
            {
                _isTicking = false;
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                return;
            }

            foreach (var wait in _open.Values.Where(wait => Now - wait.SentAt >= AgainAfter))
            {
                wait.SentAt = Now;
                _unsent.Enqueue(wait);
            }

            SendUnderGate();
        }
    }
}
