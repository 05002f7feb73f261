using Cluster.Sagas;
using Cluster.Silo.Sagas.Protocol;
using Cluster.Simulation.Engine;

namespace Cluster.Simulation.Sagas;

/// <summary>One activation of a saga: carries out what its driver wants.</summary>
internal sealed class SagaActivation(SagaWorld world, SimulatedNode node, SimulatedSaga saga)
{
    private const int MostAttempts = 3;
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromMilliseconds(40);
    private readonly Dictionary<int, StepRun> _runs = [];
    private readonly HashSet<string> _delivering = [];
    private SagaDriver? _driver;
    private long _eTag;

    public bool HasStopped { get; private set; }

    private string Key => $"saga/{saga.Number}";

    private DateTimeOffset Now => node.Clock.GetUtcNow();

    public void Begin() => world.Store.Read(node, Key, (value, eTag) =>
    {
        _eTag = eTag;
        var record = (SagaRecord?)value;
        _driver = new SagaDriver(world.World.Random.NextGuid(), saga.Plan, record ?? Fresh(), record is null, world.Rules);
        Step();
    }, () => node.After(TimeSpan.FromMilliseconds(5), Begin));

    public void Receive(object message)
    {
        if (_driver is null || _driver.IsFenced)
            return;
        switch (message)
        {
            case StepReply reply when reply.Request.Saga == saga.Number && _runs.TryGetValue(reply.Request.Step, out var run)
                && run.Attempt == reply.Request.Attempt && run.Operation == reply.Request.Operation:
                Answer(reply.Request.Step, run, reply.Answer);
                break;
            case MessageReply reply when reply.Request.Saga == saga.Number && _delivering.Remove(reply.Request.Key):
                _driver.Delivered(reply.Request.Key);
                break;
            default:
                return;
        }

        Step();
    }

    /// <summary>An operator looks: retries what waits, now and then cancels, skips what cannot be undone.</summary>
    public void Operate()
    {
        if (_driver is null || _driver.IsFenced || _driver.Durable is null)
            return;
        var random = world.World.Random;
        for (var step = 0; step < saga.Plan.Steps.Count; step++)
        {
            if (_driver.Wanted.Steps[step] is { State: SagaStepState.Compensating, IsStuck: true } && saga.CannotUndo(step) && random.Chance(0.5)
                && _driver.Skip(saga.Plan.Steps[step].Name, "operator", "cannot be undone", Now) is null)
                saga.Skipped.Add(step);
        }

        _ = random.Next(20) switch
        {
            0 => _driver.Cancel("operator", "no longer wanted", Now),
            < 5 => _driver.Retry(null, "operator", "now", Now),
            _ => null,
        };
        Step();
    }

    private SagaRecord Fresh() => new()
    {
        Kind = "simulated",
        Version = 1,
        Incarnation = "1",
        Steps = [.. saga.Plan.Steps.Select(_ => new StepRecord())],
        Data = [],
        StartedAt = Now,
    };

    private void Step()
    {
        if (_driver is null || HasStopped)
            return;
        foreach (var effect in _driver.Advance(Now))
        {
            switch (effect)
            {
                case SagaEffect.Save save:
                    Save(save.Record, wasUnknown: false);
                    break;
                case SagaEffect.Run run:
                    Start(run.Step, SagaOperation.Run);
                    break;
                case SagaEffect.Compensate compensate:
                    Start(compensate.Step, SagaOperation.Compensate);
                    break;
                case SagaEffect.Withdraw withdraw:
                    Withdraw(withdraw.Step);
                    break;
                case SagaEffect.Hurry hurry:
                    if (_runs.TryGetValue(hurry.Step, out var waiting) && waiting.Waits)
                        Attempt(hurry.Step, waiting);
                    break;
                case SagaEffect.Deliver deliver:
                    _delivering.Add(deliver.Message.Key);
                    Deliver(deliver.Message.Key);
                    break;
                case SagaEffect.Settle:
                    HasStopped = true;
                    break;
            }
        }
    }

    private void Save(SagaRecord record, bool wasUnknown) => world.Store.Write(node, Key, record, world.Fault == SagaFault.NoFencing ? world.ETagOf(Key) : _eTag, eTag =>
    {
        _eTag = eTag;
        Saved();
    }, () => Conflicted(record), () => node.After(TimeSpan.FromMilliseconds(5), () => Save(record, wasUnknown: true)));

    /// <summary>Somebody's write is there: this driver's own, when an answer was lost, or another's.</summary>
    private void Conflicted(SagaRecord record) => world.Store.Read(node, Key, (value, eTag) =>
    {
        if (value is SagaRecord found && found.Stamp == record.Stamp)
        {
            _eTag = eTag;
            Saved();
            return;
        }

        _driver!.Fenced();
        HasStopped = true;
    }, () => node.After(TimeSpan.FromMilliseconds(5), () => Conflicted(record)));

    private void Saved()
    {
        _driver!.Saved();
        Step();
    }

    private void Start(int step, SagaOperation operation)
    {
        var run = _runs[step] = new StepRun(operation);
        Attempt(step, run);
    }

    private void Attempt(int step, StepRun run)
    {
        run.Waits = false;
        run.Attempt = world.NextAttempt();
        run.Count++;
        var request = new StepRequest(saga.Number, step, run.Operation, run.Attempt);
        world.Effects.Asking(request);
        world.World.Network.Send(node, world.ParticipantOf(saga.Number, step), request);
        node.After(AttemptTimeout, () =>
        {
            if (_runs.GetValueOrDefault(step) == run && run.Attempt == request.Attempt && !run.Waits)
            {
                Answer(step, run, StepAnswer.Error);
                Step();
            }
        });
    }

    private void Answer(int step, StepRun run, StepAnswer answer)
    {
        if (run.Waits)
            return;
        if (answer == StepAnswer.Done)
        {
            _runs.Remove(step);
            _driver!.Succeeded(step, data => [.. data, (byte)step], Messages(step, run), Now);
        }
        else if (run.Operation == SagaOperation.Compensate)
        {
            if (run.Withdrawn)
                End(step, "withdrawn");
            else
                Pause(step, run, "cannot be undone");
        }
        else
        {
            var mustSucceed = saga.Plan.MustSucceed(step);
            var isClosed = answer == StepAnswer.Closed;
            if (answer is StepAnswer.Refused or StepAnswer.Closed && !saga.Plan.IsForwardOnly(step) && (!mustSucceed || _driver!.IsSure(step, run.HadUnknown, isClosed)))
            {
                _runs.Remove(step);
                _driver!.Refused(step, "refused", run.HadUnknown, isClosed, Now);
                return;
            }

            run.HadUnknown |= answer == StepAnswer.Error;
            if (run.Withdrawn || (run.Count >= MostAttempts && !mustSucceed))
                End(step, "no answer");
            else
                Pause(step, run, "no answer");
        }
    }

    private IReadOnlyList<OutboxMessage> Messages(int step, StepRun run) =>
        run.Operation == SagaOperation.Run && SimulatedSaga.Sends(step) ? [new OutboxMessage(SagaWorld.MessageKey(saga.Number, step), [(byte)step])] : [];

    private void Pause(int step, StepRun run, string error)
    {
        run.Waits = true;
        if (run.Count >= MostAttempts)
            _driver!.Stuck(step, error);
        node.After(world.World.Random.Between(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(50)), () =>
        {
            if (_runs.GetValueOrDefault(step) == run && run.Waits)
                Attempt(step, run);
        });
    }

    private void Withdraw(int step)
    {
        if (!_runs.TryGetValue(step, out var run))
            return;
        run.Withdrawn = true;
        if (run.Waits)
        {
            End(step, "withdrawn");
            Step();
        }
    }

    private void End(int step, string error)
    {
        _runs.Remove(step);
        _driver!.GaveUp(step, error, Now);
    }

    private void Deliver(string key)
    {
        if (HasStopped || !_delivering.Contains(key))
            return;
        var step = int.Parse(key.Split('/')[1], System.Globalization.CultureInfo.InvariantCulture);
        world.World.Network.Send(node, world.ParticipantOf(saga.Number, step), new MessageRequest(key, saga.Number, step));
        node.After(AttemptTimeout, () => Deliver(key));
    }

    private sealed class StepRun(SagaOperation operation)
    {
        public SagaOperation Operation { get; } = operation;

        public long Attempt { get; set; }

        public int Count { get; set; }

        public bool Waits { get; set; }

        public bool HadUnknown { get; set; }

        public bool Withdrawn { get; set; }
    }
}
