using Cluster.Registers.Protocol;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>
/// The operations that came through this silo of late, for those who ask what became of them. Each is kept for one to two lives of a
/// generation. Safe for use by many threads at once.
/// </summary>
internal sealed class OpTable(TimeProvider time)
{
    /// <summary>Longer than it takes a client to notice that an answer was lost.</summary>
    private static readonly TimeSpan Generation = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private Dictionary<RegisterOpId, Task<RegisterReply>> _young = [];
    private Dictionary<RegisterOpId, Task<RegisterReply>> _old = [];
    private long _began = time.GetTimestamp();

    public Task<RegisterReply>? Find(RegisterOpId id)
    {
        lock (_gate)
            return _young.GetValueOrDefault(id) ?? _old.GetValueOrDefault(id);
    }

    public void Add(RegisterOp[] ops, Task<RegisterReply>[] replies)
    {
        lock (_gate)
        {
            for (var index = 0; index < ops.Length; index++)
                _young[ops[index].Id] = replies[index];
        }
    }

    public void Remove(IEnumerable<RegisterOp> ops)
    {
        lock (_gate)
        {
            foreach (var op in ops)
            {
                if (!_young.Remove(op.Id))
                    _old.Remove(op.Id);
            }
        }
    }

    /// <summary>Forgets what has long been over. To be called from time to time.</summary>
    public void Age()
    {
        lock (_gate)
        {
            if (time.GetElapsedTime(_began) < Generation)
                return;
            _began = time.GetTimestamp();
            foreach (var (id, reply) in _old)
            {
                if (!reply.IsCompleted)
                    _young.TryAdd(id, reply);
            }

            (_old, _young) = (_young, []);
        }
    }
}
