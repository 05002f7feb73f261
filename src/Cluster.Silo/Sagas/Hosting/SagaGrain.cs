using System.Diagnostics;
using System.Text.Json;
using Cluster.Registers;
using Cluster.Sagas;
using Cluster.Silo.Sagas.Protocol;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Serialization;

namespace Cluster.Silo.Sagas.Hosting;

/// <summary>
/// A saga. Its record in a strong register is the truth, and every write of it is a compare-and-set: of two activations that drive the same saga, the one that
/// took over last goes on and the other stops at its next write.
/// </summary>
[Reentrant]
internal sealed partial class SagaGrain(SagaServices services, ILogger<SagaGrain> logger) : Grain, ISagaGrain, IDisposable
{
    /// <summary>The largest state, as Orleans' serializer writes it.</summary>
    public const int MostBytes = 32 << 10;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly string _activation = Guid.NewGuid().ToString("N")[..8];
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _loading = new(1);
    private bool _isLoaded;
    private SagaRecord? _loaded;
    private SagaDefinition? _definition;
    private SagaDriver? _driver;
    private string? _problem;
    private long _changes;
    private TaskCompletionSource _changed = NewSignal();
    private TaskScheduler _scheduler = TaskScheduler.Default;

    private string Id => this.GetPrimaryKeyString();

    private DateTimeOffset Now => services.Time.GetUtcNow();

    private Register<SagaRecord> Register => services.Registers.Get<SagaRecord>($"cluster/sagas/{Id}");

    private string Revision => $"{_activation}.{_changes}";

    /// <summary>What is known to be durable.</summary>
    private SagaRecord? Known => _driver?.Durable ?? _loaded;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _scheduler = TaskScheduler.Current;
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        StopDriving();
    }

    /// <summary>Work that is under way looks at the token for a while yet, so its source is cancelled here and left to the collector.</summary>
    public void Dispose() => _stopping.Cancel();

    public async Task<bool> StartAsync(SagaStart start, CancellationToken cancellationToken)
    {
        while (true)
        {
            await LoadAsync(cancellationToken);
            if (Known is { } known)
            {
                return known.Kind == start.Kind
                    ? known.Incarnation == start.Request
                    : throw new ArgumentException($"The saga {Id} exists and is a '{known.Kind}'. Choose another identity.", nameof(start));
            }

            if (_driver is null)
                Accept(start);
            if (await DurableAsync(cancellationToken))
                continue;
        }
    }

    public async Task<SagaStatus?> GetStatusAsync(string? known, TimeSpan wait, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        if (Known is not { } record)
        {
            if (_driver is null)
                DeactivateOnIdle();
            return null;
        }

        if (known == Revision && !record.IsFinal && wait > TimeSpan.Zero)
        {
            await Task.WhenAny(_changed.Task, Task.Delay(wait < LongestWait ? wait : LongestWait, services.Time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }

        return Status();
    }

    public async Task InterveneAsync(SagaOrder order, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        if (Known is null && _driver is null)
            throw new SagaNotFoundException($"The cluster knows no saga {Id}.");
        if (_driver is null)
            throw new SagaInterventionException(_problem is null ? $"The saga {Id} has ended: it is {Known!.State.ToString().ToLowerInvariant()}." : $"The saga {Id} does not go on: {_problem}");
        if (_driver.Durable is null)
            await DurableAsync(cancellationToken);
        var driver = _driver ?? throw new SagaInterventionException($"The saga {Id} is just being taken over by another silo. Nothing was changed; try again.");
        var error = order.Action switch
        {
            SagaAction.Retry => driver.Retry(order.Step, order.By, order.Reason, Now),
            SagaAction.Skip => driver.Skip(order.Step!, order.By, order.Reason, Now),
            _ => driver.Cancel(order.By, order.Reason, Now),
        };
        if (error is not null)
            throw new SagaInterventionException(error);
        logger.Intervened(Id, order.Action.ToString(), order.Step, order.By, order.Reason);
        var write = driver.NextWrite;
        Pump();
        if (!await DurableAsync(driver, write, cancellationToken))
            throw new OutcomeUnknownException($"Another silo took over the saga {Id} meanwhile. Whether it was done is to be seen from its interventions.");
    }

    public Task ResumeAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Reads the record, and drives the saga if it has not ended.</summary>
    /// <exception cref="QuorumUnreachableException">It cannot be read now.</exception>
    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (_isLoaded)
            return;
        await _loading.WaitAsync(cancellationToken);
        try
        {
            if (_isLoaded)
                return;
            var found = await Register.ReadAsync(cancellationToken: cancellationToken);
            (_loaded, _version) = (found.Value, found.Exists ? found.Version : RegisterVersion.None);
            _isLoaded = true;
            if (_loaded is { IsSettled: false } record)
                TakeOver(record);
            else if (_loaded is not null)
                _ = ObserveAsync(SettleAsync(_loaded)); // the index may have missed the end, when the silo died between the two writes
        }
        finally
        {
            _loading.Release();
        }
    }

    private void Accept(SagaStart start)
    {
        var definition = services.Catalog.Latest(start.Kind);
        var data = Data(definition, start);
        Drive(definition, new SagaRecord
        {
            Kind = definition.Name,
            Version = definition.Version,
            Incarnation = start.Request,
            Steps = [.. definition.Steps.Select(step => new StepRecord { Name = step.Name })],
            Data = data,
            StartedAt = Now,
            TraceParent = Activity.Current?.Id,
        }, isNew: true);
        services.Telemetry.Started(definition.Name);
    }

    private byte[] Data(SagaDefinition definition, SagaStart start)
    {
        try
        {
            var data = start.Serialized ?? definition.FromJson(start.Json!, services.Serializer);
            definition.Check(data, services.Serializer);
            return data.Length <= MostBytes
                ? data
                : throw new ArgumentException($"The state of a saga has at most {MostBytes:N0} bytes when it is serialized; this one has {data.Length:N0}.");
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"The state of the saga '{definition.Name}' cannot be read from this JSON: {e.Message}");
        }
        catch (Exception e) when (e is not ArgumentException)
        {
            throw new ArgumentException($"The state of the saga '{definition.Name}' cannot be read: {e.Message} Start it with the type of state that the saga has.");
        }
    }

    private void TakeOver(SagaRecord record)
    {
        (_definition, _problem) = services.Catalog.Find(record);
        if (_definition is null)
        {
            // Another silo may know it, or this one after its next start: the shard's watch calls again.
            logger.Blocked(Id, _problem!);
            DelayDeactivation(TimeSpan.Zero);
            DeactivateOnIdle();
            return;
        }

        logger.TakenOver(Id, record.Kind, record.State.ToString());
        services.Telemetry.TakenOver();
        Drive(_definition, record, isNew: false);
    }

    private void Drive(SagaDefinition definition, SagaRecord record, bool isNew)
    {
        _definition = definition;
        _driver = new SagaDriver(Guid.NewGuid(), SagaCatalog.PlanOf(definition), record, isNew);
        services.Telemetry.Driving(1);
        DelayDeactivation(Timeout.InfiniteTimeSpan);
        Pump();
    }

    private SagaStatus Status()
    {
        var record = Known!;
        var steps = record.Steps.Select((step, index) =>
        {
            var run = _runs.GetValueOrDefault(index);
            var defined = _definition?.Steps[index];
            return new SagaStepStatus(
                step.Name,
                defined?.Stage ?? index,
                step.State,
                run?.LastError ?? step.Error,
                run?.Attempts ?? 0,
                step.StartedAt,
                step.EndedAt,
                run?.NextAttemptAt,
                step.IsStuck,
                defined?.CompensateAsync is not null,
                defined?.IsPivot ?? false);
        });
        return new SagaStatus(
            Id,
            record.Kind,
            record.Version,
            record.State,
            record.Failure,
            _problem ?? _messageProblem,
            record.StartedAt,
            record.EndedAt,
            Json(record),
            [.. steps],
            record.Outbox.Count,
            record.Interventions,
            _driver is null ? null : services.Silo)
        {
            Serialized = record.Data,
            Revision = Revision,
        };
    }

    private string? Json(SagaRecord record)
    {
        try
        {
            return (_definition ?? services.Catalog.Find(record).Definition)?.ToJson(record.Data, services.Serializer);
        }
        catch (Exception e) when (e is NotSupportedException or JsonException)
        {
            return null; // as the status says: what cannot be written as JSON is left out
        }
    }
}
