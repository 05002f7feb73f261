using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Protocol;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>This silo's proposers of one shard. Safe for use by many threads at once.</summary>
internal sealed class ShardProposers(int shard, ReplicaRanks ranks)
{
    /// <summary>Idle proposers are kept, since who led a register changes it in one round trip; not more of them than this.</summary>
    private const int Kept = 4096;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, HostedRegister> _registers = new(StringComparer.Ordinal);
    private readonly HashSet<HostedRegister> _busy = [];
    private readonly List<(LocalOp Op, Action<LocalOp> Met)> _waiting = [];
    private ReplicaConfiguration? _configuration;

    public int Shard => shard;

    public ReplicaRanks Ranks => ranks;

    /// <summary>Whether anything has begun that has not ended.</summary>
    public bool IsBusy
    {
        get
        {
            lock (_gate)
                return _busy.Count > 0 || _waiting.Count > 0;
        }
    }

    /// <summary>Begins an operation, or keeps it until there is a configuration.</summary>
    /// <param name="op">The operation.</param>
    /// <param name="now">The time.</param>
    /// <param name="met">Told, under the gate, when the operation has met a promise and is not this object's any more.</param>
    /// <returns>The register from which what is to be sent has to be taken; null when there is nothing to send yet.</returns>
    public HostedRegister? Begin(LocalOp op, TimeSpan now, Action<LocalOp> met)
    {
        lock (_gate)
        {
            if (_configuration is not null)
                return BeginUnder(_configuration, op, now, met);
            _waiting.Add((op, met));
            return null;
        }
    }

    public void Receive(HostedRegister register, Action<RegisterProposer>? step, List<OutgoingCall> further)
    {
        lock (_gate)
        {
            register.Do(step, further);
            if (!register.IsBusy)
                _busy.Remove(register);
        }
    }

    /// <summary>Acts under another configuration from now on.</summary>
    public void Configure(ReplicaConfiguration configuration, TimeSpan now, List<OutgoingCall> calls)
    {
        lock (_gate)
        {
            if (!configuration.IsActive || configuration.Epoch <= (_configuration?.Epoch ?? 0))
                return;
            _configuration = configuration;
            foreach (var register in _registers.Values)
                register.Do(proposer => proposer.Configure(configuration), calls);
            foreach (var (op, met) in _waiting)
                BeginUnder(configuration, op, now, met).Do(step: null, calls);
            _waiting.Clear();
        }
    }

    /// <summary>To be called from time to time; true when a replica spoke of a later configuration, or there is none yet.</summary>
    public bool Tick(TimeSpan now, List<OutgoingCall> calls)
    {
        lock (_gate)
        {
            var isBehind = _waiting.Count > 0;
            foreach (var late in _waiting.FindAll(waiting => waiting.Op.Deadline <= now))
            {
                _waiting.Remove(late);
                late.Op.End(RegisterReply.NoQuorum);
            }

            foreach (var register in _busy)
            {
                register.Tick(now, calls);
                isBehind |= register.IsBehind;
            }

            _busy.RemoveWhere(register => !register.IsBusy);
            return isBehind;
        }
    }

    private HostedRegister BeginUnder(ReplicaConfiguration configuration, LocalOp op, TimeSpan now, Action<LocalOp> met)
    {
        if (!_registers.TryGetValue(op.Op.Name, out var register))
        {
            if (_registers.Count >= Kept)
                ForgetIdle();
            _registers.Add(op.Op.Name, register = new HostedRegister(this, op.Op.Name, configuration));
        }

        _busy.Add(register);
        register.Begin(op, now, met);
        return register;
    }

    private void ForgetIdle()
    {
        foreach (var idle in _registers.Values.Where(register => !register.IsBusy).ToList())
            _registers.Remove(idle.Name);
    }
}
