using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Convergent;
using Cluster.Silo.Registers.Durability;
using Cluster.Silo.Registers.Promises;
using Cluster.Silo.Registers.Protocol;
using Cluster.Silo.Registers.Repair;
using Cluster.Silo.Storage.Log;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>
/// This silo's replica of the convergent registers of one shard, and of the values of all its strong registers as weaker readers see them. Safe for use by many
/// threads at once.
/// </summary>
internal sealed class ConvergentShard
{
    /// <summary>The names of last-writer-wins values, strong ones among them.</summary>
    public const char ValuePrefix = 'v';

    /// <summary>The same for those of shards in memory.</summary>
    public const char InMemoryPrefix = 'r';

    private const int HintLimit = 10_000;

    private readonly int _shard;
    private readonly string _silo;
    private readonly ConvergentReplicas _owner;
    private readonly Lock _gate = new();
    private readonly ConvergentReplica<ConvergentState> _replica;
    private readonly Dictionary<string, long> _changedAt = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _comparedAt = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TaskCompletionSource> _watched = new(StringComparer.Ordinal);
    private string[] _others = [];
    private long? _agreedAt;
    private Task _durable = Task.CompletedTask;
    private TaskCompletionSource _left = NotYet();
    private bool _isUrgent;
    private bool _takesNews;
    private bool _isLeaving;

    public ConvergentShard(int shard, string silo, ConvergentReplicas owner)
    {
        (_shard, _silo, _owner) = (shard, silo, owner);
        _replica = new ConvergentReplica<ConvergentState>(silo, ConvergentState.Empty, HintLimit);
    }

    /// <summary>How many registers are owed to replicas that could not be reached.</summary>
    public int Owed
    {
        get
        {
            lock (_gate)
                return _replica.Owed;
        }
    }

    /// <summary>How many registers have changes that wait to go to the other replicas.</summary>
    public int Untold
    {
        get
        {
            lock (_gate)
                return _replica.Untold;
        }
    }

    public static string ValueKey(int shard, string register) => (RegisterShards.IsInMemory(shard) ? InMemoryPrefix : ValuePrefix) + register;

    public void Configure(IReadOnlyCollection<string> members)
    {
        lock (_gate)
        {
            _others = [.. members.Where(member => member != _silo)];
            _replica.Configure(members);
            Agree();
        }
    }

    public ConvergentState Peek(string key)
    {
        lock (_gate)
            return _replica.Store[key];
    }

    /// <summary>As <see cref="Read"/>, and for how long it has been so; null when since before the silo started.</summary>
    public (ConvergentState State, TimeSpan? Since, TimeSpan? Staleness) Look(string key)
    {
        lock (_gate)
            return (_replica.Store[key], _changedAt.TryGetValue(key, out var at) ? _owner.Time.GetElapsedTime(at) : null, Staleness);
    }

    /// <summary>Shows all registers, in no order; operations on the shard wait meanwhile.</summary>
    public void ForEach(Action<string, ConvergentState> show)
    {
        lock (_gate)
        {
            foreach (var (key, state) in _replica.Store.Registers)
                show(key, state);
        }
    }

    /// <summary>What a register holds here, and how long ago this replica was known to agree with so many others that together they are a majority.</summary>
    public (ConvergentState State, TimeSpan? Staleness) Read(string key)
    {
        lock (_gate)
            return (_replica.Store[key], Staleness);
    }

    /// <summary>Changes a register here and tells the others. The change gets the state and gives a delta and a result.</summary>
    /// <param name="key">The register.</param>
    /// <param name="change">Gives the delta.</param>
    /// <param name="isUrgent">Whether somebody waits for it to be durable; if not, it may wait a little for others to go with.</param>
    /// <returns>The result, and a task that ends when the change is durable here.</returns>
    public (TResult Result, Task Durable) Write<TResult>(string key, Func<ConvergentState, (ConvergentState Delta, TResult Result)> change, bool isUrgent = true)
    {
        lock (_gate)
        {
            var before = _replica.Store[key];
            var (delta, result) = change(before);
            _replica.Write(key, delta);
            Note(key, before);
            return (result, Leave(isUrgent));
        }
    }

    /// <summary>Merges what somebody else has; ends when it is durable here.</summary>
    public Task Merge(string key, ConvergentState state)
    {
        lock (_gate)
        {
            var before = _replica.Store[key];
            _replica.Receive("", new DeltaMessage<ConvergentState>(0, key, state));
            Note(key, before);
            return Leave(isUrgent: true);
        }
    }

    /// <summary>Lets go what has waited for others to go with; ends when all so far is durable.</summary>
    public Task LeaveAsync()
    {
        lock (_gate)
            return _replica.HasSomethingToTake ? Leave(isUrgent: true) : _durable;
    }

    /// <summary>Takes over a strong value. The strong replica's journal keeps it, and its other replicas learn of it themselves.</summary>
    /// <param name="register">The register.</param>
    /// <param name="value">Its value.</param>
    /// <param name="isReplay">Whether it was here before the silo started.</param>
    public void Learn(string register, Versioned value, bool isReplay = false)
    {
        if (value.Version == Carstamp.Zero)
            return;
        lock (_gate)
        {
            var key = ValueKey(_shard, register);
            _owner.Promises.Notice(register, RegisterContent.IsPromise(value.Value));
            if (_replica.Replay(key, ConvergentState.Of(new LastWriterWins(new WeakVersion(value.Version, default), value.Value))) && !isReplay)
                _changedAt[key] = _owner.Time.GetTimestamp();
            Wake(key);
        }
    }

    public void Replay(string key, ConvergentState state)
    {
        lock (_gate)
            _replica.Replay(key, state);
    }

    public void Receive(string from, ConvergentMessage message)
    {
        lock (_gate)
        {
            if (message is StatesMessage<ConvergentState> || (message is TreeMessage { Digest: { Level: 0 } digest } && digest.Nodes.GetValueOrDefault(0) == _replica.Store.Tree.Root))
            {
                _comparedAt[from] = _owner.Time.GetTimestamp();
                Agree();
            }

            var before = RegistersOf(message).Select(key => (key, _replica.Store[key])).ToList();
            _replica.Receive(from, message);
            foreach (var (key, state) in before)
            {
                if (Note(key, state))
                    _owner.Converged(_shard, _replica.Store[key]);
            }

            // A confirmation leads to nothing. What waits for others to go with goes on waiting while another silo is answered: two that both write would hurry each other.
            if (message is not ReceivedMessage && _replica.HasSomethingToTake)
                Leave(isUrgent: true, takesNews: false);
        }
    }

    public void Tick(string? partner)
    {
        lock (_gate)
        {
            _replica.Tick(partner);
            if (_replica.HasSomethingToTake)
                Leave(isUrgent: true);
        }
    }

    /// <summary>How long ago this replica was known to agree with so many others that together they are a majority; null when that never was.</summary>
    private TimeSpan? Staleness => _others.Length == 0 ? TimeSpan.Zero : _agreedAt is { } at ? _owner.Time.GetElapsedTime(at) : null;

    private static IReadOnlyCollection<string> RegistersOf(ConvergentMessage message) => message switch
    {
        DeltaMessage<ConvergentState> delta => [delta.Register],
        StatesMessage<ConvergentState> states => [.. states.States.Keys],
        _ => [],
    };

    /// <summary>Ends when the register changes here.</summary>
    public Task ChangeOf(string key)
    {
        lock (_gate)
        {
            if (!_watched.TryGetValue(key, out var change))
                _watched.Add(key, change = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            return change.Task;
        }
    }

    /// <summary>The states, for a snapshot. Strong values stand in the replica's own records.</summary>
    public IReadOnlyList<LogRecord> Capture()
    {
        lock (_gate)
        {
            return
            [
                .. _replica.Store.Registers
                    .Where(register => register.Value.Value is not { } value || value.Version.At != default)
                    .Select(register => new LogRecord(DurableReplicas.ConvergentStream, ConvergentCodec.EncodeRecord(_shard, register.Key, register.Value))),
            ];
        }
    }

    /// <summary>Takes note of a change, if there was one.</summary>
    private bool Note(string key, ConvergentState before)
    {
        if (ReferenceEquals(_replica.Store[key], before))
            return false;
        _changedAt[key] = _owner.Time.GetTimestamp();
        Wake(key);
        return true;
    }

    /// <summary>Works out since when this replica and so many others as are a majority with it are known to agree.</summary>
    private void Agree()
    {
        var wanted = (_others.Length + 1) / 2;
        var compared = _others.Where(_comparedAt.ContainsKey).Select(other => _comparedAt[other]).OrderDescending().Take(wanted).ToList();
        _agreedAt = compared.Count == wanted && wanted > 0 ? compared[^1] : null;
    }

    /// <summary>
    /// What was merged goes to the log, and what speaks of it leaves when it is durable. While that is under way the next gathers: many changes of one register are
    /// one record and one message then.
    /// </summary>
    /// <param name="isUrgent">Whether it leaves now, and not with others that come soon.</param>
    /// <param name="takesNews">Whether what this replica has to tell of its own leaves with it.</param>
    /// <returns>Ends when all so far is durable.</returns>
    private Task Leave(bool isUrgent, bool takesNews = true)
    {
        _isUrgent |= isUrgent;
        _takesNews |= isUrgent && takesNews;
        if (_isUrgent && !_isLeaving)
        {
            _isLeaving = true;

            // Not on the scheduler of a grain that writes.
            _ = Task.Run(LeaveAllAsync);
        }
        else if (!isUrgent && !_takesNews)
        {
            _owner.LeavesSoon();
        }

        return _left.Task;
    }

    private async Task LeaveAllAsync()
    {
        while (Take() is var (durable, messages, left) && left is not null)
        {
            try
            {
                await durable;
            }
            catch (IOException failure)
            {
                _owner.Failed(failure, _shard);
                left.SetException(failure);

                // Nobody waits for weak writes.
                _ = left.Task.Exception;
                continue;
            }

            left.SetResult();
            foreach (var to in messages.Where(message => message.To.Length > 0).GroupBy(message => message.To, message => message.Message, StringComparer.Ordinal))
                _owner.Send(to.Key, to.Select(message => new Messages.ConvergentItem(_shard, ConvergentCodec.Encode(message))));
        }
    }

    private (Task Durable, IReadOnlyList<(string To, ConvergentMessage Message)> Messages, TaskCompletionSource? Left) Take()
    {
        lock (_gate)
        {
            if (!_isUrgent)
            {
                _isLeaving = false;
                return (Task.CompletedTask, [], null);
            }

            _isUrgent = false;
            var (merged, messages) = _replica.Take(withNews: _takesNews);
            _takesNews = false;
            var left = _left;
            _left = NotYet();
            try
            {
                foreach (var (key, state) in merged)
                    _durable = _owner.AppendAsync(_shard, ConvergentCodec.EncodeRecord(_shard, key, state));
            }
            catch (IOException failure)
            {
                _durable = Task.FromException(failure);
            }

            return (_durable, messages, left);
        }
    }

    private static TaskCompletionSource NotYet() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Wake(string key)
    {
        if (_watched.Remove(key, out var change))
            change.SetResult();
    }
}
