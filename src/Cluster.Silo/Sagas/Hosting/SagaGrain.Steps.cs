using System.Diagnostics;
using Cluster.Sagas;
using Cluster.Silo.Sagas.Protocol;
using Polly;
using Polly.Retry;

namespace Cluster.Silo.Sagas.Hosting;

/// <summary>The attempts of steps, compensations and messages.</summary>
internal sealed partial class SagaGrain
{
    /// <summary>After so many failures of what must succeed an operator is asked for.</summary>
    private const int FailuresUntilStuck = 3;

    private const int LongestError = 500;
    private static readonly TimeSpan DeliveryTimeout = TimeSpan.FromSeconds(30);

    private readonly Dictionary<int, StepRun> _runs = [];
    private string? _messageProblem;

    private async Task RunAsync(SagaDriver driver, int step, bool isCompensation)
    {
        var defined = _definition!.Steps[step];
        var mustSucceed = isCompensation || defined.IsPivot || defined.Stage >= _definition.PointOfNoReturn;
        var operation = isCompensation ? SagaOperation.Compensate : defined.Operation;
        var record = driver.Wanted;
        var identity = new SagaStepIdentity(Id, defined.Branch, $"{Id}.{record.Incarnation}/{defined.Branch}", operation);
        using var run = new StepRun(
            new RetryStrategyOptions<AttemptResult>
            {
                MaxRetryAttempts = mustSucceed ? int.MaxValue : defined.Options.Attempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = defined.Options.FirstPause,
                MaxDelay = defined.Options.LongestPause,
            },
            (run, cancellationToken) => AttemptAsync(driver, step, defined, identity, run, mustSucceed, cancellationToken),
            () => Post(Changed),
            services.Time,
            _stopping.Token);
        _runs[step] = run;

        // Off the grain's scheduler: a step that blocks its thread must not keep the saga from answering and its time-out from ending it.
        var result = await Task.Run(run.RunAsync);
        if (_runs.GetValueOrDefault(step) == run)
            _runs.Remove(step);
        if (driver != _driver)
            return;
        var error = run.LastError ?? "It was withdrawn.";
        switch (result)
        {
            case AttemptResult.Refused:
                driver.Refused(step, error, run.HadUnknown, run.IsClosed, Now);
                break;
            case AttemptResult.Withdrawn when run.Attempts == 0:
                driver.NotBegun(step, Now);
                break;
            case AttemptResult.Unknown or AttemptResult.Withdrawn:
                driver.GaveUp(step, error, Now);
                break;
        }

        Pump();
    }

    private async Task<AttemptResult> AttemptAsync(
        SagaDriver driver, int step, DefinedStep defined, SagaStepIdentity identity, StepRun run, bool mustSucceed, CancellationToken cancellationToken)
    {
        var began = services.Time.GetTimestamp();
        using var activity = services.Telemetry.StartAttempt(driver.Wanted, Id, defined, identity.Operation, run.Attempts);
        var (end, failure) = await CallAsync(driver, defined, identity, run, cancellationToken);
        var error = end is null ? null : await PostAsync(() => TryFinish(driver, step, end));
        var result = await JudgeAsync(driver, step, run, mustSucceed, failure, error);
        activity?.SetStatus(result == AttemptResult.Done ? ActivityStatusCode.Ok : ActivityStatusCode.Error, run.LastError);
        services.Telemetry.Attempted(driver.Wanted.Kind, defined, identity.Operation, result.ToString(), services.Time.GetElapsedTime(began));
        if (result != AttemptResult.Done)
            logger.AttemptFailed(failure, Id, run.Attempts, identity.Operation.ToString(), defined.Name, run.LastError!);
        return result;
    }

    /// <summary>Runs the user's code for as long as an attempt may take. What is still running then goes on without anybody who listens.</summary>
    private async Task<(StepEnd? End, Exception? Failure)> CallAsync(
        SagaDriver driver, DefinedStep defined, SagaStepIdentity identity, StepRun run, CancellationToken cancellationToken)
    {
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var body = identity.Operation == SagaOperation.Compensate ? defined.CompensateAsync! : defined.RunAsync;
        try
        {
            var running = body(identity, run.Attempts, services.Provider, services.Serializer, driver.Wanted.Data, attempt.Token);
            using var noLonger = new CancellationTokenSource();
            var timeUp = Task.Delay(defined.Options.Timeout, services.Time, noLonger.Token);
            if (await Task.WhenAny(running, timeUp) == running)
            {
                await noLonger.CancelAsync();
                return (await running, null);
            }

            await attempt.CancelAsync();
            _ = running.ContinueWith(static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            return (null, new TimeoutException($"No answer within {defined.Options.Timeout.TotalSeconds:0.###} s: it may have happened."));
        }
        catch (Exception e)
        {
            // Not hidden: whatever the step threw is the attempt's end, and is shown and logged with it.
            return (null, e);
        }
    }

    /// <summary>Tells the driver of a success, together with what the step made of the state; what is wrong with that, or null.</summary>
    private string? TryFinish(SagaDriver driver, int step, StepEnd end)
    {
        if (driver != _driver)
            return "Another activation drives the saga.";
        byte[] data;
        try
        {
            data = end.Change(driver.Wanted.Data);
        }
        catch (Exception e)
        {
            // Not hidden: the attempt fails with it.
            return $"The update of the state failed: {e.GetType().Name}: {e.Message}";
        }

        var bytes = data.Length + end.Messages.Sum(message => message.Content.Length) + driver.Wanted.Outbox.Sum(message => message.Content.Length);
        if (bytes > MostBytes)
            return $"The saga's state and messages have at most {MostBytes:N0} bytes when they are serialized; these have {bytes:N0}.";
        driver.Succeeded(step, _ => data, [.. end.Messages.Select(message => new OutboxMessage(message.Key, message.Content))], Now);
        return null;
    }

    private Task<AttemptResult> JudgeAsync(SagaDriver driver, int step, StepRun run, bool mustSucceed, Exception? failure, string? error)
    {
        if (failure is null && error is null)
            return Task.FromResult(AttemptResult.Done);
        var text = Short(error ?? Text(failure!));
        if (failure is SagaStepRefusedException refusal)
        {
            run.Failed(text, isUnknown: false);
            run.IsClosed = refusal.IsClosed;
            var isCompensationOrBeyond = mustSucceed && !_definition!.Steps[step].IsPivot;
            return PostAsync(() =>
            {
                // What must succeed is tried on; of a pivot a refusal ends it, if it is sure that none of its attempts has happened.
                if (!isCompensationOrBeyond && (!mustSucceed || (driver.Wanted.State == SagaState.Running && driver.IsSure(step, run.HadUnknown, run.IsClosed))))
                    return AttemptResult.Refused;
                NoteFailure(driver, step, run, text);
                return AttemptResult.Unknown;
            });
        }

        run.Failed(text, isUnknown: true);
        return PostAsync(() =>
        {
            if (mustSucceed)
                NoteFailure(driver, step, run, text);
            return AttemptResult.Unknown;
        });
    }

    private void NoteFailure(SagaDriver driver, int step, StepRun run, string error)
    {
        if (driver != _driver || run.Attempts < FailuresUntilStuck)
            return;
        driver.Stuck(step, error);
        Pump();
    }

    private async Task DeliverAsync(SagaDriver driver, OutboxMessage message)
    {
        using var run = new StepRun(
            new RetryStrategyOptions<AttemptResult>
            {
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = FirstPause,
                MaxDelay = TimeSpan.FromSeconds(30),
            },
            (run, cancellationToken) => HandOverAsync(message, cancellationToken),
            static () => { },
            services.Time,
            _stopping.Token);
        if (await Task.Run(run.RunAsync) == AttemptResult.Done && driver == _driver)
        {
            _messageProblem = null;
            driver.Delivered(message.Key);
            Pump();
        }
    }

    private async Task<AttemptResult> HandOverAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var handing = services.Outbox.DeliverAsync(message.Content, message.Key, deadline.Token);
            await handing.WaitAsync(DeliveryTimeout, services.Time, CancellationToken.None);
            services.Telemetry.Delivered(taken: true);
            return AttemptResult.Done;
        }
        catch (Exception e)
        {
            // Not hidden: logged, shown with the saga, and tried again.
            logger.MessageFailed(e, Id, message.Key);
            services.Telemetry.Delivered(taken: false);
            Post(() =>
            {
                _messageProblem = Short($"A message waits to be taken: {e.Message}");
                Changed();
            });
            await deadline.CancelAsync();
            return AttemptResult.Unknown;
        }
    }

    private void Post(Action action) => _ = PostAsync(() =>
    {
        action();
        return true;
    });

    /// <summary>Does something on the grain's scheduler.</summary>
    private Task<T> PostAsync<T>(Func<T> action) => Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.None, _scheduler);

    private static string Text(Exception failure) => failure switch
    {
        SagaStepRefusedException or TimeoutException or ClusterException => failure.Message,
        _ => $"{failure.GetType().Name}: {failure.Message}",
    };

    private static string Short(string error) => error.Length <= LongestError ? error : error[..LongestError];
}
