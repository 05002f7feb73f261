using Polly;
using Polly.Retry;

namespace Cluster.Silo.Sagas.Hosting;

/// <summary>
/// Tries one step, or one compensation, until it ends or is withdrawn: attempts, pauses that grow, time-outs. Runs off any grain's scheduler, since the code of steps may block.
/// </summary>
internal sealed class StepRun : IDisposable
{
    private readonly CancellationTokenSource _withdrawn;
    private readonly ResiliencePipeline<AttemptResult> _pipeline;
    private readonly Func<StepRun, CancellationToken, Task<AttemptResult>> _attempt;
    private readonly Action _changed;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private CancellationTokenSource? _pause;
    private bool _isWaiting;

    /// <param name="retry">Attempts and pauses.</param>
    /// <param name="attempt">Makes one attempt.</param>
    /// <param name="changed">Called when there is news of the attempts.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stopping">Ends everything, with the silo.</param>
    public StepRun(
        RetryStrategyOptions<AttemptResult> retry, Func<StepRun, CancellationToken, Task<AttemptResult>> attempt, Action changed, TimeProvider time, CancellationToken stopping)
    {
        (_attempt, _changed, _time) = (attempt, changed, time);
        _withdrawn = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        retry.ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Result == AttemptResult.Unknown);
        retry.OnRetry = arguments =>
        {
            Wait(arguments.RetryDelay);
            return ValueTask.CompletedTask;
        };

        // Polly's retry makes one retry at least.
        var pipeline = new ResiliencePipelineBuilder<AttemptResult> { TimeProvider = time };
        _pipeline = retry.MaxRetryAttempts > 0 ? pipeline.AddRetry(retry).Build() : pipeline.Build();
    }

    /// <summary>How many attempts were begun.</summary>
    public int Attempts { get; private set; }

    public string? LastError { get; private set; }

    /// <summary>Whether an attempt ended without anybody knowing what it did.</summary>
    public bool HadUnknown { get; private set; }

    /// <summary>Whether the participant has closed the step.</summary>
    public bool IsClosed { get; set; }

    public DateTimeOffset? NextAttemptAt { get; private set; }

    public async Task<AttemptResult> RunAsync()
    {
        while (true)
        {
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(_withdrawn.Token);
            lock (_gate)
                _pause = pause;
            try
            {
                return await _pipeline.ExecuteAsync(AttemptAsync, pause.Token);
            }
            catch (OperationCanceledException) when (_withdrawn.IsCancellationRequested)
            {
                return AttemptResult.Withdrawn;
            }
            catch (OperationCanceledException) when (pause.IsCancellationRequested)
            {
                // An operator does not want to wait: the next attempt now, and the pauses from the shortest on.
            }
            finally
            {
                lock (_gate)
                    _pause = null;
            }
        }
    }

    /// <summary>Begins the next attempt now, if one is waited for.</summary>
    public void Hurry()
    {
        lock (_gate)
        {
            if (_isWaiting)
                _pause?.Cancel();
        }
    }

    /// <summary>Makes no other attempt, and asks the one under way to end.</summary>
    public void Withdraw() => _withdrawn.Cancel();

    public void Failed(string error, bool isUnknown)
    {
        LastError = error;
        HadUnknown |= isUnknown;
    }

    public void Dispose() => _withdrawn.Dispose();

    private async ValueTask<AttemptResult> AttemptAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            (_isWaiting, NextAttemptAt) = (false, null);
        Attempts++;
        _changed();
        return await _attempt(this, cancellationToken);
    }

    private void Wait(TimeSpan pause)
    {
        lock (_gate)
            (_isWaiting, NextAttemptAt) = (true, _time.GetUtcNow() + pause);
        _changed();
    }
}
