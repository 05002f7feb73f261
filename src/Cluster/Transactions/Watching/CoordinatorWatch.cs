using Cluster.Transactions.Protocol;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Cluster.Transactions.Watching;

/// <summary>
/// Keeps what the coordinators of a process tell: in a silo in its journal; a client sends it to a silo, from time to time and at no caller's cost. Safe for use by many threads at once.
/// </summary>
internal sealed class CoordinatorWatch : IDisposable
{
    private const int MostAtOnce = 200;
    private static readonly TimeSpan TellAfter = TimeSpan.FromMilliseconds(500);

    private readonly IGrainFactory _grains;
    private readonly TransactionJournal? _journal;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly Queue<AttemptReport> _untold = new();
    private readonly OutcomeCounts _counts;
    private readonly ITimer? _timer;
    private bool _isDue;

    public CoordinatorWatch(IGrainFactory grains, TransactionJournal? journal, TimeProvider time, ILogger logger)
    {
        (_grains, _journal, _time, _logger) = (grains, journal, time, logger);
        _counts = journal?.Counts ?? new OutcomeCounts();
        if (journal is null)
            _timer = time.CreateTimer(_ => _ = TellAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public IGrainFactory Grains => _grains;

    public DateTimeOffset Now => _time.GetUtcNow();

    public void Ended(OutcomeEffect outcome, AttemptReport report)
    {
        var took = report.Events[^1].At - new DateTimeOffset(report.Id.StartedAt, TimeSpan.Zero);
        _counts.Count(outcome, took > TimeSpan.Zero ? took : TimeSpan.Zero);
        if (_journal is not null)
        {
            _journal.Add(report);
            return;
        }

        lock (_gate)
        {
            if (_untold.Count == MostAtOnce)
                _untold.Dequeue();
            _untold.Enqueue(report);
        }

        TellSoon();
    }

    /// <summary>A declared transaction has ended; its batch is told of by who ordered it.</summary>
    public void CountDeclared(TransactionOutcome outcome, AbortCause cause, TimeSpan took)
    {
        _counts.Count(new OutcomeEffect(outcome, cause), took);
        if (_journal is null)
            TellSoon();
    }

    public void Dispose() => _timer?.Dispose();

    private void TellSoon()
    {
        lock (_gate)
        {
            if (_isDue)
                return;
            _isDue = true;
        }

        _timer!.Change(TellAfter, Timeout.InfiniteTimeSpan);
    }

    private async Task TellAsync()
    {
        AttemptReport[] reports;
        lock (_gate)
        {
            _isDue = false;
            reports = [.. _untold];
            _untold.Clear();
        }

        try
        {
            await _grains.GetGrain<ITransactionInspector>(0).ReportAsync(new CoordinatorReport(_counts.Take(), reports));
        }
#pragma warning disable CA1031 // What people see of a transaction is worth no failure of the process that runs it.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _logger.ReportLost(failure, reports.Length);
        }
    }
}
