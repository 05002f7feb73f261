using System.Runtime.InteropServices;
using Cluster.Silo.Registers.Hosting;
using Cluster.Simulation.Engine;
using Cluster.Simulation.Transactions.Registers;
using Cluster.Transactions.Protocol;

namespace Cluster.Simulation.Transactions;

/// <summary>Runs one transaction after the other at a client: reads and appends to lists, transfers between accounts, and audits of all accounts.</summary>
internal sealed class TransactionWorker
{
    private readonly TransactionWorld _world;
    private readonly ClientProcess _client;
    private readonly int _life;

    public TransactionWorker(TransactionWorld world, ClientProcess client)
    {
        (_world, _client, _life) = (world, client, client.Node.Life);
        Next();
    }

    private SeededRandom Random => _world.World.Random;

    /// <summary>Reads everything once, again and again until it has.</summary>
    public static void ReadAll(TransactionWorld world, ClientProcess client, Action done)
    {
        var operations = world.Items.Select(item => new Step(item.Participant, item.Item, StepKind.Read))
            .Concat(world.Accounts.Select(account => new Step(account, TransactionWorld.Account, StepKind.Audit)))
            .Concat(world.Registers.Select(register => new Step(Step.OfRegisters, register, StepKind.Read))).ToArray();
        new Run(world, client, client.NextTransaction(), operations, world.CoordinatorSettings with { Deadline = TimeSpan.FromSeconds(2) }, attempts: int.MaxValue, done).Begin();
    }

    private void Next() => _client.Node.After(Random.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(15)), () =>
    {
        if (_world.IsStopping || _client.Node.Life != _life)
            return;
        new Run(_world, _client, _client.NextTransaction(), Choose(), _world.CoordinatorSettings, attempts: 4, Next).Begin();
    });

    private Step[] Choose()
    {
        if (Random.Chance(0.1))
            return [.. _world.Accounts.Select(account => new Step(account, TransactionWorld.Account, StepKind.Audit))];
        if (Random.Chance(0.3))
        {
            var (from, to) = (Random.Pick(_world.Accounts), Random.Pick(_world.Accounts));
            var amount = Random.Next(20) + 1;
            return from == to ? [] : [new Step(from, TransactionWorld.Account, StepKind.Add, -amount), new Step(to, TransactionWorld.Account, StepKind.Add, amount)];
        }

        return [.. Enumerable.Range(0, 1 + Random.Next(4)).Select(_ =>
        {
            if (_world.Registers.Count > 0 && Random.Chance(0.3))
                return new Step(Step.OfRegisters, Random.Pick(_world.Registers), Random.Chance(0.5) ? StepKind.Read : StepKind.Append);
            var (participant, item) = Random.Pick(_world.Items);
            return new Step(participant, item, Random.Chance(0.5) ? StepKind.Read : StepKind.Append);
        })];
    }

    private enum StepKind
    {
        Read,
        Append,
        Add,
        Audit,
    }

    private sealed record Step(string Participant, string Item, StepKind Kind, int Amount = 0)
    {
        /// <summary>Stands in place of a participant for registers.</summary>
        public const string OfRegisters = "registers";

        public bool IsOfRegister => Participant == OfRegisters;
    }

    /// <summary>One transaction, attempt after attempt, each of which is an entry of the history.</summary>
    private sealed class Run(
        TransactionWorld world, ClientProcess client, TransactionId id, Step[] steps, CoordinatorSettings settings, int attempts, Action done)
    {
        private readonly Dictionary<int, Action<byte[]?>> _continuations = [];
        private readonly List<int> _audited = [];
        private TransactionCoordinator _coordinator = null!;
        private ListAppendTransaction _entry = null!;
        private int _unfinished;
        private int _next;
        private readonly RegisterWork _work = new();
        private readonly Dictionary<string, int[]> _registers = new(StringComparer.Ordinal);
        private bool _isSnapshot;
        private bool _isAsking;

        public void Begin()
        {
            _entry = world.Record();
            world.World.Trace($"{id} is T{_entry.Id}: {string.Join(", ", steps.Select(step => $"{step.Kind} {step.Participant}/{step.Item} {step.Amount}"))}");
            var rule = world.World.Random.Chance(world.ShareOfRegisters) ? DecisionRule.ByRegister : DecisionRule.ByVotes;
            _coordinator = client.Begin(id, rule, settings, Notice);
            _isSnapshot = steps.Length > 0 && !steps.Any(step => step.IsOfRegister) && steps.All(step => step.Kind is StepKind.Read or StepKind.Audit) && id.Attempt < 3 && world.World.Random.Chance(0.5);
            // Some do one step after the other, some all at once.
            var atOnce = world.World.Random.Chance(0.4) && steps.Select(step => (step.Participant, step.Item)).Distinct().Count() == steps.Length ? steps.Length : 1;
            _unfinished = steps.Length;
            if (steps.Length == 0)
                Commit();
            for (var count = 0; count < atOnce && _next < steps.Length; count++)
                Do(steps[_next++]);
            client.Perform(_coordinator);
        }

        private void Do(Step step)
        {
            if (step.IsOfRegister)
            {
                UseRegister(step);
                return;
            }

            // Some lock for reading first and ask for more later.
            var first = _isSnapshot ? Access.Snapshot : step.Kind is StepKind.Read or StepKind.Audit || world.World.Random.Chance(0.3) ? Access.Read : Access.ReadForUpdate;
            Operate(step, first, null, value =>
            {
                var list = MemoryMarshal.Cast<byte, int>(value ?? []).ToArray();
                var key = $"{step.Participant}/{step.Item}";
                switch (step.Kind)
                {
                    case StepKind.Read:
                        Record(key, list);
                        Finish();
                        break;
                    case StepKind.Audit:
                        _audited.Add(list is [var balance] ? balance : TransactionWorld.Opening);
                        Finish();
                        break;
                    case StepKind.Append:
                        Record(key, list);
                        var element = world.NextElement();
                        _entry.Appends.Add((key, element));
                        Operate(step, Access.Write, [.. list, element], _ => Finish());
                        break;
                    case StepKind.Add:
                        Operate(step, Access.Write, [(list is [var before] ? before : TransactionWorld.Opening) + step.Amount], _ => Finish());
                        break;
                }
            });
        }

        /// <summary>A transaction's own appends are not what others did; the checker is about the others.</summary>
        private void Record(string key, int[] list)
        {
            if (!_entry.Appends.Exists(append => append.Key == key))
                _entry.Reads.Add((key, list));
        }

        private void Operate(Step step, Access access, int[]? value, Action<byte[]?> then)
        {
            var bytes = value is null ? null : MemoryMarshal.AsBytes(value.AsSpan()).ToArray();
            _continuations.Add(_coordinator.Operate(step.Participant, step.Item, access, bytes), then);
        }

        private void Finish()
        {
            _unfinished--;
            if (_unfinished > 0)
            {
                if (_next < steps.Length)
                    Do(steps[_next++]);
            }
            else if (world.World.Random.Chance(0.03))
            {
                _coordinator.Abort();
            }
            else
            {
                Commit();
            }
        }

        private void UseRegister(Step step)
        {
            if (_registers.TryGetValue(step.Item, out var known))
            {
                Use(known);
                return;
            }

            client.Registers.Call(new RegisterCallMessage(0, step.Item, RegisterCallKind.Read), answer =>
            {
                if (_coordinator.Outcome != TransactionOutcome.Pending)
                    return;
                if (answer.Answer != RegisterAnswer.Done || !_work.Saw(step.Item, answer.Version.ToVersion()))
                {
                    _coordinator.Abort(AbortCause.Overtaken);
                    client.Perform(_coordinator);
                    return;
                }

                Use(_registers[step.Item] = RegisterTransactionWorld.ToList(answer.Value));
                client.Perform(_coordinator);
            });

            void Use(int[] list)
            {
                var key = $"{step.Participant}/{step.Item}";
                Record(key, list);
                if (step.Kind == StepKind.Append)
                {
                    var element = world.NextElement();
                    _entry.Appends.Add((key, element));
                    _registers[step.Item] = [.. list, element];
                    _work.Write(step.Item, RegisterTransactionWorld.ToBytes(_registers[step.Item]));
                }

                Finish();
            }
        }

        /// <summary>Registers are asked to prepare first; when all of them have promised, the grains are.</summary>
        private void Commit()
        {
            if (_work.IsEmpty)
            {
                _coordinator.Commit();
                return;
            }

            world.Count("with registers");
            _work.Prepare();
            if (world.Fault.WaitsForRegisters)
                AskRegisters();
            else
                Continue(true);
        }

        private void AskRegisters()
        {
            client.Registers.Ask(_work, id, AskRegisters);
            if (_coordinator.Outcome == TransactionOutcome.Pending && !_isAsking && _work.Vote is { } vote)
                Continue(vote);
        }

        private void Continue(bool vote)
        {
            _isAsking = true;
            if (!vote)
                _coordinator.Abort(AbortCause.Overtaken);
            else if (_work.Writes)
                _coordinator.CommitWithOthers();
            else
                _coordinator.Commit();
            client.Perform(_coordinator);
        }

        private void EndRegisters(TransactionOutcome outcome)
        {
            if (_work.IsEmpty)
                return;
            if (outcome == TransactionOutcome.Unknown)
            {
                // As a participant in doubt.
                world.Decide(client.Node, id, Decision.Aborted, held =>
                {
                    if (held is { } decided)
                        EndRegisters(decided == Decision.Committed ? TransactionOutcome.Committed : TransactionOutcome.Aborted);
                });
                return;
            }

            _work.End(outcome == TransactionOutcome.Committed);
            AskRegisters();
        }

        private void Notice(CoordinatorEffect effect)
        {
            if (effect is OperationDoneEffect operation && _continuations.Remove(operation.Operation, out var continuation))
            {
                if (_coordinator.Outcome != TransactionOutcome.Pending)
                    return;
                continuation(operation.Value);
                client.Perform(_coordinator);
            }
            else if (effect is OutcomeEffect outcome)
            {
                End(outcome);
            }
        }

        private void End(OutcomeEffect outcome)
        {
            EndRegisters(outcome.Outcome);
            world.Count($"{outcome.Outcome} {outcome.Cause}".TrimEnd());
            if (_isSnapshot && outcome.Outcome == TransactionOutcome.Committed)
                world.Count("snapshots");
            world.World.Trace($"{id} is {outcome.Outcome} {outcome.Cause}");
            if (outcome.Outcome != TransactionOutcome.Unknown)
            {
                _entry.IsCommitted = outcome.Outcome == TransactionOutcome.Committed;
                _entry.End = world.World.Now.Ticks;
            }

            if (outcome.Outcome == TransactionOutcome.Committed && _audited.Count > 0)
                world.Audit(_audited);
            if (outcome.Outcome == TransactionOutcome.Aborted && outcome.Cause != AbortCause.Requested && id.Attempt < attempts
                && (!world.IsStopping || attempts == int.MaxValue))
            {
                var next = new Run(world, client, id with { Attempt = id.Attempt + 1 }, steps, settings, attempts, done);
                client.Node.After(world.World.Random.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5 * Math.Min(8, id.Attempt))), next.Begin);
            }
            else if (outcome.Outcome == TransactionOutcome.Unknown && attempts == int.MaxValue)
            {
                ReadAll(world, client, done);
            }
            else
            {
                done();
            }
        }
    }
}
