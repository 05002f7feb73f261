using Cluster.Registers;
using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Hosting;
using Cluster.Transactions.Protocol;

namespace Cluster.Simulation.Transactions.Registers;

/// <summary>One attempt at a transaction over registers, and all attempts that follow it. Each is an entry of the history.</summary>
internal sealed class RegisterTransactionRun
{
    private readonly RegisterTransactionWorld _world;
    private readonly RegisterClientProcess _client;
    private readonly (string Register, bool Appends)[] _steps;
    private readonly RegisterPromise _promise;
    private readonly int _attempts;
    private readonly Action _done;
    private readonly RegisterWork _work;
    private readonly ListAppendTransaction _entry;
    private readonly Dictionary<string, int[]> _read = new(StringComparer.Ordinal);

    private RegisterTransactionRun(
        RegisterTransactionWorld world, RegisterClientProcess client, (string Register, bool Appends)[] steps, RegisterPromise promise, int attempts, Action done)
    {
        (_world, _client, _steps, _promise, _attempts, _done) = (world, client, steps, promise, attempts, done);
        _work = new RegisterWork(world.Fault.Work);
        _entry = world.Record();
        world.World.Trace($"{promise} is T{_entry.Id}: {string.Join(", ", steps.Select(step => $"{(step.Appends ? "append" : "read")} {step.Register}"))}");
    }

    public static void Begin(RegisterTransactionWorld world, RegisterClientProcess client, (string Register, bool Appends)[] steps, int attempts, Action done) =>
        new RegisterTransactionRun(world, client, steps, new RegisterPromise(client.Node.Clock.Now.Ticks, client.Id, client.NextNumber(), 1), attempts, done).Step(0);

    private void Step(int index)
    {
        if (index == _steps.Length)
        {
            _work.Prepare();
            Perform();
            return;
        }

        var (register, appends) = _steps[index];
        if (_read.ContainsKey(register))
        {
            Use(register, appends);
            Step(index + 1);
            return;
        }

        _client.Call(new RegisterCallMessage(0, register, RegisterCallKind.Read), answer =>
        {
            if (answer.Answer != RegisterAnswer.Done || !_work.Saw(register, answer.Version.ToVersion()))
            {
                End(false);
                return;
            }

            _read[register] = RegisterTransactionWorld.ToList(answer.Value);
            Use(register, appends);
            Step(index + 1);
        });
    }

    /// <summary>A transaction's own appends are not what others did; the checker is about the others.</summary>
    private void Use(string register, bool appends)
    {
        if (!_entry.Appends.Exists(append => append.Key == register))
            _entry.Reads.Add((register, _read[register]));
        if (!appends)
            return;
        var element = _world.NextElement();
        _entry.Appends.Add((register, element));
        _read[register] = [.. _read[register], element];
        _work.Write(register, RegisterTransactionWorld.ToBytes(_read[register]));
    }

    private void Perform()
    {
        foreach (var request in _work.TakeRequests())
        {
            var call = new RegisterCallMessage(0, request.Register, request.Kind switch
            {
                RegisterRequestKind.Promise => RegisterCallKind.Promise,
                RegisterRequestKind.Check => RegisterCallKind.Read,
                _ => RegisterCallKind.Settle,
            })
            {
                Value = request.Value,
                Expected = request.Expected?.ToCarstamp(),
                Promise = _promise,
                IsKept = request.IsKept,
            };
            _client.Call(call, answer =>
            {
                _work.Receive(request, answer.Answer, answer.Version.ToVersion());
                Continue();
            });
        }
    }

    private void Continue()
    {
        if (_entry.IsCommitted is null && !_isDeciding && _work.Vote is { } vote)
        {
            if (!vote)
                End(false);
            else if (!_work.Writes)
                End(true);
            else
                Decide();
            return;
        }

        if (_work.IsOver && _entry.IsCommitted is not null)
            Forget();
        Perform();
    }

    private bool _isDeciding;
    private bool _isForgotten;

    private void Decide()
    {
        _isDeciding = true;
        _client.Call(new RegisterCallMessage(0, _promise.DecisionRegister, RegisterCallKind.Decide) { Promise = _promise, IsKept = true }, answer =>
        {
            if (answer.Decision is { } kept)
                End(kept);
            else
                Decide();
        });
    }

    private void End(bool isCommitted)
    {
        _world.Count(isCommitted ? "committed" : "aborted");
        _world.World.Trace($"{_promise} is {(isCommitted ? "committed" : "aborted")} {_work.Conflict}");
        (_entry.IsCommitted, _entry.End) = (isCommitted, _world.World.Now.Ticks);
        _work.End(isCommitted);
        if (!_world.Fault.RemembersUntilSettled || _work.IsOver)
            Forget();
        Perform();
        if (isCommitted || _promise.Attempt >= _attempts || (_world.IsStopping && _attempts < int.MaxValue))
        {
            _done();
            return;
        }

        var next = new RegisterTransactionRun(_world, _client, _steps, _promise with { Attempt = _promise.Attempt + 1 }, _attempts, _done);
        _client.Node.After(_world.World.Random.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5 * Math.Min(8, _promise.Attempt))), () => next.Step(0));
    }

    private void Forget()
    {
        if (_isForgotten || !_work.Writes)
            return;
        _isForgotten = true;
        _client.Call(new RegisterCallMessage(0, _promise.DecisionRegister, RegisterCallKind.Forget) { Promise = _promise }, _ => { });
    }
}
