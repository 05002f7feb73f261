using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Cluster.Registers;
using Cluster.Simulation.Histories;
using Cluster.Simulation.Registers;

namespace Cluster.Faults.Registers;

/// <summary>
/// Workers that read, write, compare-and-set and delete registers one operation after the other, and write down what became of each. Every value is
/// written once, so that what is read tells who wrote it; 0 stands for an absent register.
/// </summary>
internal sealed class RegisterLoad : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<RegisterEvent> _events = new();
    private readonly IReadOnlyList<ClusterRegisters> _clients;
    private readonly string[] _names;
    private readonly ConcurrentDictionary<string, long> _latest = new();
    private readonly RegisterDurability _durability;
    private readonly Task[] _workers;
    private readonly int _pause;
    private long _values;
    private int _answered;

    /// <param name="clients">Through whom the workers call, in turn.</param>
    /// <param name="prefix">What the names of the registers begin with; nobody else has used such.</param>
    /// <param name="registers">How many registers.</param>
    /// <param name="workers">How many workers.</param>
    /// <param name="durability">Of the registers.</param>
    /// <param name="pause">How long a worker rests after an operation at most, in milliseconds.</param>
    public RegisterLoad(IReadOnlyList<ClusterRegisters> clients, string prefix, int registers, int workers, RegisterDurability durability, int pause)
    {
        _durability = durability;
        _pause = pause;
        _clients = clients;
        _names = [.. Enumerable.Range(1, registers).Select(number => string.Create(CultureInfo.InvariantCulture, $"{prefix}/{number}"))];
        _workers = [.. Enumerable.Range(0, workers).Select(worker => Task.Run(() => WorkAsync(worker)))];
    }

    public IReadOnlyList<string> Names => _names;

    /// <summary>The registers, as one of the clients sees them.</summary>
    public ClusterRegisters Registers => _clients[0];

    /// <summary>How many operations took effect, as far as is known.</summary>
    public int Answered => Volatile.Read(ref _answered);

    /// <summary>How many operations surely had no effect, or nobody knows.</summary>
    public int Failed { get; private set; }

    public IReadOnlyCollection<RegisterEvent> Events => _events;

    public static long Now() => (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));

    /// <summary>The longest time until an operation on a register that began after a moment took effect, over all registers.</summary>
    public TimeSpan? ResumedAfter(long moment)
    {
        if (_names.Any(name => _latest.GetValueOrDefault(name) < moment))
            return null;
        var longest = _events.Where(e => e.Start >= moment && e.End is not null).GroupBy(e => e.Register).Max(answered => answered.Min(e => e.End!.Value));
        return TimeSpan.FromMilliseconds((longest - moment) / 1e6);
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_workers);
    }

    public History ToHistory()
    {
        var history = new History();
        foreach (var e in _events)
        {
            history.Add(new HistoryEntry
            {
                Client = e.Client,
                Key = e.Register,
                Op = e.Kind switch { RegisterEvent.Operation.Read => "read", RegisterEvent.Operation.CompareAndSet => "cas", _ => "write" },
                Arg = e.Kind switch { RegisterEvent.Operation.Read => null, RegisterEvent.Operation.CompareAndSet => [e.Expected, e.Argument], _ => [e.Argument] },
                Value = e.Observed is 0 ? null : e.Observed,
                StartNs = e.Start,
                EndNs = e.End ?? e.Start,
                Ok = e.End is null ? Outcome.Unknown : Outcome.Ok,
            });
        }

        return history;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task WorkAsync(int worker)
    {
        var random = new Random(worker);
        var seen = new Dictionary<string, RegisterValue<long>>();
        while (!_stop.IsCancellationRequested)
        {
            var name = _names[random.Next(_names.Length)];
            var register = _clients[worker % _clients.Count].Get<long>(name, _durability);
            var kind = random.Next(10) switch
            {
                < 4 => RegisterEvent.Operation.Read,
                < 7 => RegisterEvent.Operation.Write,
                _ => RegisterEvent.Operation.CompareAndSet,
            };
            var expected = seen.GetValueOrDefault(name);
            var call = new RegisterEvent(
                worker, name, kind, kind == RegisterEvent.Operation.Read ? 0 : Interlocked.Increment(ref _values), expected?.Value ?? 0, null, Now(), null);
            try
            {
                var (observed, value) = await CallAsync(register, call, expected);
                _events.Enqueue(call with { End = Now(), Observed = observed });
                _latest.AddOrUpdate(name, call.Start, (_, latest) => Math.Max(latest, call.Start));
                Interlocked.Increment(ref _answered);
                if (value is not null)
                    seen[name] = value;
            }
            catch (QuorumUnreachableException refused) when (!refused.MayHaveTakenEffect)
            {
                Failed++;
            }
            catch (ClusterException)
            {
                Failed++;
                if (kind != RegisterEvent.Operation.Read)
                    _events.Enqueue(call);
            }

            await Task.Delay(random.Next(_pause));
        }
    }

    private static async Task<(long? Observed, RegisterValue<long>? Value)> CallAsync(Register<long> register, RegisterEvent call, RegisterValue<long>? expected)
    {
        switch (call.Kind)
        {
            case RegisterEvent.Operation.Read:
                var read = await register.ReadAsync();
                return (read.Value, read);
            case RegisterEvent.Operation.Write:
                await register.WriteAsync(call.Argument);
                return (null, null);
            default:
                var result = await register.CompareAndSetAsync(expected is { Exists: true } ? expected.Version : RegisterVersion.None, call.Argument);
                return (result.Succeeded ? call.Expected : result.Current.Value, result.Current);
        }
    }
}
