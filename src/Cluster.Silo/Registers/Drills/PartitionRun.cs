using Cluster.Registers;
using Cluster.Registers.Calling;
using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Hosting;
using Cluster.Silo.Registers.Messages;
using Microsoft.Extensions.Logging;
using Orleans.Serialization;

namespace Cluster.Silo.Registers.Drills;

/// <summary>
/// One partition drill: asks each silo, as a client of that silo would, for strong and eventual operations all the time; cuts the links between two sides,
/// restores them, and goes on until all read the same. Safe for use by many threads at once.
/// </summary>
internal sealed class PartitionRun(
    IReadOnlyDictionary<string, IReplicaHost> hosts, IReadOnlyList<string> cutOff, TimeSpan cutFor, Serializer serializer, TimeProvider time, ILogger logger)
{
    /// <summary>The register of the strong operations and that of the eventual ones.</summary>
    public const string StrongName = "partition drill/strong";

    /// <inheritdoc cref="StrongName"/>
    public const string EventualName = "partition drill/eventual";

    private const int MostSamples = 20_000;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan OpTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WholeFor = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AgreeWithin = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan GoOnFor = TimeSpan.FromSeconds(2);

    /// <summary>How much longer than the drill needs a silo stays cut off that is not told of the healing: silos learn of the cut at different times, and none may be back before the others are healed.</summary>
    private static readonly TimeSpan Untold = TimeSpan.FromSeconds(5);

    /// <summary>What the drill has written is gone after so long.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly List<PartitionSample> _samples = [];
    private readonly Dictionary<string, (TimeSpan Began, string? Value)> _lastRead = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly long _began = time.GetTimestamp();
    private readonly Guid _client = Guid.NewGuid();
    private PartitionPhase _phase;
    private TimeSpan? _cutAt;
    private TimeSpan? _healedAt;
    private TimeSpan? _agreedAt;
    private TimeSpan? _endedAt;
    private string? _problem;
    private long _ops;
    private long _writes;

    public bool IsOver
    {
        get
        {
            lock (_gate)
                return _phase == PartitionPhase.Ended;
        }
    }

    private TimeSpan Now => time.GetElapsedTime(_began);

    /// <summary>Goes through all phases. Never fails: what went wrong is told by <see cref="Describe"/>.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var callers = hosts.SelectMany(host => Callers(host.Key, new SiloRoute(host.Value, () => Now), end.Token)).ToList();
        try
        {
            await Task.Delay(WholeFor, time, stopping);
            await CutAsync();
            Enter(PartitionPhase.Cut);
            await Task.Delay(cutFor, time, stopping);
            Enter(PartitionPhase.Healed);
            await HealAsync();
            await AgreeAsync(stopping);
            await Task.Delay(GoOnFor, time, stopping);
        }
        catch (Exception failure)
        {
            logger.DrillFailed(failure);
            lock (_gate)
                _problem = failure.Message;
            await HealAsync();
        }

        await end.CancelAsync();
        await Task.WhenAll(callers);
        Enter(PartitionPhase.Ended);
    }

    public PartitionDrill Describe(int samplesFrom)
    {
        lock (_gate)
        {
            return new PartitionDrill
            {
                StartedAt = _startedAt,
                Silos = [.. hosts.Keys.Order(StringComparer.Ordinal)],
                CutOff = cutOff,
                Phase = _phase,
                Elapsed = _endedAt ?? Now,
                CutAt = _cutAt,
                HealedAt = _healedAt,
                AgreedAt = _agreedAt,
                Samples = [.. _samples.Skip(samplesFrom)],
                Problem = _problem,
            };
        }
    }

    private void Enter(PartitionPhase phase)
    {
        lock (_gate)
        {
            _phase = phase;
            if (phase == PartitionPhase.Cut)
                _cutAt = Now;
            else if (phase == PartitionPhase.Healed)
                _healedAt = Now;
            else if (phase == PartitionPhase.Ended)
                _endedAt = Now;
        }
    }

    /// <summary>Each side drops what it would send to the other.</summary>
    private async Task CutAsync()
    {
        var others = hosts.Keys.Except(cutOff).ToArray();
        var allowed = await Task.WhenAll(hosts.Select(host => host.Value.CutAsync(cutOff.Contains(host.Key) ? others : [.. cutOff], cutFor + Untold)));
        if (allowed.Contains(false))
            throw new InvalidOperationException("A silo does not allow drills: Cluster:Registers:AllowDrills has to be true for all.");
    }

    private async Task HealAsync()
    {
        foreach (var (silo, host) in hosts)
        {
            try
            {
                await host.CutAsync([], TimeSpan.Zero);
            }
            catch (Exception failure)
            {
                // Its cut ends by itself.
                logger.NotTold(failure, silo);
            }
        }
    }

    private async Task AgreeAsync(CancellationToken stopping)
    {
        while (!Agree())
        {
            if (Now - _healedAt > AgreeWithin)
                throw new TimeoutException($"The silos did not come to read the same within {AgreeWithin.TotalSeconds:0} s of the healing.");
            await Task.Delay(Pace / 5, time, stopping);
        }
    }

    private bool Agree()
    {
        lock (_gate)
        {
            var reads = hosts.Keys.Select(silo => _lastRead.GetValueOrDefault(silo)).ToList();
            if (_agreedAt is null && reads.All(read => read.Began >= _healedAt && read.Value is not null && read.Value == reads[0].Value))
                _agreedAt = Now;
            return _agreedAt is not null;
        }
    }

    private IEnumerable<Task> Callers(string silo, SiloRoute route, CancellationToken end)
    {
        yield return CallAsync(silo, route, ConsistencyKind.Strong, isRead: true, end);
        yield return CallAsync(silo, route, ConsistencyKind.Strong, isRead: false, end);
        yield return CallAsync(silo, route, ConsistencyKind.Eventual, isRead: true, end);

        // One writer on each side: so that one can see by whose value is read how far it has come.
        var side = cutOff.Contains(silo) ? cutOff : hosts.Keys.Except(cutOff);
        if (silo == side.Min(StringComparer.Ordinal))
            yield return CallAsync(silo, route, ConsistencyKind.Eventual, isRead: false, end);
    }

    private async Task CallAsync(string silo, SiloRoute route, ConsistencyKind level, bool isRead, CancellationToken end)
    {
        using var timer = new PeriodicTimer(Pace, time);
        while (await TickAsync(timer, end))
        {
            if (level == ConsistencyKind.Eventual && !isRead && MayNotWrite(silo))
                continue;
            var began = Now;
            var written = isRead ? null : $"{silo} {Interlocked.Increment(ref _writes)}";
            var call = new RegisterCall(Op(level, written), began + OpTimeout);
            route.Sender.Send([call]);
            var reply = await call.Reply;
            var value = isRead && reply is { Kind: RegisterReplyKind.Done, Value: { } bytes } ? serializer.Deserialize<string>(bytes) : written;
            Add(new PartitionSample(began, silo, level, isRead, OutcomeOf(reply), Now - began, value));
        }
    }

    private static async Task<bool> TickAsync(PeriodicTimer timer, CancellationToken end)
    {
        try
        {
            return await timer.WaitForNextTickAsync(end);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Eventual values are written while the silos are cut off, and before by the larger side only; afterwards nobody writes, so that they can come to agree.</summary>
    private bool MayNotWrite(string silo)
    {
        lock (_gate)
            return _phase > PartitionPhase.Cut || (_phase == PartitionPhase.Whole && cutOff.Contains(silo) == cutOff.Count <= hosts.Count / 2);
    }

    private RegisterOp Op(ConsistencyKind level, string? value) => new()
    {
        Id = new RegisterOpId(_client, Interlocked.Increment(ref _ops)),
        Name = level == ConsistencyKind.Strong ? StrongName : EventualName,
        Kind = value is null ? RegisterOpKind.Read : RegisterOpKind.Write,
        Value = value is null ? null : serializer.SerializeToArray(value),
        TimeToLive = value is null ? null : Kept,
        Timeout = OpTimeout,
        Level = level,
    };

    private void Add(PartitionSample sample)
    {
        lock (_gate)
        {
            if (_samples.Count < MostSamples)
                _samples.Add(sample);
            if (sample is { Level: ConsistencyKind.Eventual, IsRead: true, Outcome: PartitionOutcome.Done })
                _lastRead[sample.Silo] = (sample.At, sample.Value);
        }
    }

    private static PartitionOutcome OutcomeOf(RegisterReply reply) => reply.Kind switch
    {
        RegisterReplyKind.Done => PartitionOutcome.Done,
        RegisterReplyKind.Unknown or RegisterReplyKind.NoQuorumUnknown => PartitionOutcome.Unknown,
        _ => PartitionOutcome.Refused,
    };
}
