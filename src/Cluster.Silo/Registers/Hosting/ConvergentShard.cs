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

    private const int HintLimit = 10_000;

    private readonly int _shard;
    private readonly ConvergentReplicas _owner;
    private readonly Lock _gate = new();
    private readonly ConvergentReplica<ConvergentState> _replica;
    private readonly Dictionary<string, long> _changedAt = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _comparedAt = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TaskCompletionSource> _watched = new(StringComparer.Ordinal);
    private Task _durable = Task.CompletedTask;

    public ConvergentShard(int shard, string silo, ConvergentReplicas owner)
    {
        (_shard, _owner) = (shard, owner);
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

    public static string ValueKey(string register) => ValuePrefix + register;

    public void Configure(IEnumerable<string> members)
    {
        lock (_gate)
            _replica.Configure(members);
    }

    public ConvergentState Peek(string key)
    {
        lock (_gate)
            return _replica.Store[key];
    }

    /// <summary>What a register holds here, and for how long it has; null when since before the silo started.</summary>
    public (ConvergentState State, TimeSpan? Since) Look(string key)
    {
        lock (_gate)
            return (_replica.Store[key], _changedAt.TryGetValue(key, out var at) ? _owner.Time.GetElapsedTime(at) : null);
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

    /// <summary>Changes a register here and tells the others. The change gets the state and gives a delta and a result.</summary>
    /// <returns>The result, and a task that ends when the change is durable here.</returns>
    public (TResult Result, Task Durable) Write<TResult>(string key, Func<ConvergentState, (ConvergentState Delta, TResult Result)> change)
    {
        lock (_gate)
        {
            var (delta, result) = change(_replica.Store[key]);
            _replica.Write(key, delta);
            Flush(null);
            return (result, _durable);
        }
    }

    /// <summary>Merges what somebody else has; ends when it is durable here.</summary>
    public Task Merge(string key, ConvergentState state)
    {
        lock (_gate)
        {
            _replica.Receive("", new DeltaMessage<ConvergentState>(0, key, state));
            Flush(null);
            return _durable;
        }
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
            var key = ValueKey(register);
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
                _comparedAt[from] = _owner.Time.GetTimestamp();
            _replica.Receive(from, message);
            Flush(from);
        }
    }

    public void Tick(string? partner)
    {
        lock (_gate)
        {
            _replica.Tick(partner);
            Flush(null);
        }
    }

    /// <summary>How long ago so many of the others were known to have nothing that is not here; null when that never was.</summary>
    public TimeSpan? ComparedWith(IEnumerable<string> others, int count)
    {
        if (count == 0)
            return TimeSpan.Zero;
        lock (_gate)
        {
            var compared = others.Where(_comparedAt.ContainsKey).Select(other => _comparedAt[other]).OrderDescending().ToList();
            return compared.Count < count ? null : _owner.Time.GetElapsedTime(compared[count - 1]);
        }
    }

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

    /// <summary>Writes what was merged to the log, and lets what it speaks of leave when it is durable.</summary>
    private void Flush(string? from)
    {
        var (merged, messages) = _replica.Take();
        foreach (var (key, state) in merged)
        {
            _durable = _owner.AppendAsync(ConvergentCodec.EncodeRecord(_shard, key, state));
            if (from is not null)
                _owner.Converged(state);
            _changedAt[key] = _owner.Time.GetTimestamp();
            Wake(key);
        }

        if (messages.Count > 0)
            _ = SendAsync(_durable, [.. messages.Where(message => message.To.Length > 0)]);
    }

    private async Task SendAsync(Task durable, (string To, ConvergentMessage Message)[] messages)
    {
        try
        {
            await durable;
        }
        catch (IOException failure)
        {
            _owner.Failed(failure, _shard);
            return;
        }

        foreach (var to in messages.GroupBy(message => message.To, message => message.Message, StringComparer.Ordinal))
            _owner.Send(to.Key, to.Select(message => new Messages.ConvergentItem(_shard, ConvergentCodec.Encode(message))));
    }

    private void Wake(string key)
    {
        if (_watched.Remove(key, out var change))
            change.SetResult();
    }
}
