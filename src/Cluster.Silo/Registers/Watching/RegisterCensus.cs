using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Convergent;
using Cluster.Silo.Registers.Durability;
using Cluster.Silo.Registers.Hosting;
using Cluster.Silo.Registers.Messages;
using Cluster.Silo.Registers.Promises;
using Cluster.Silo.Registers.Protocol;

namespace Cluster.Silo.Registers.Watching;

/// <summary>Tells what this silo's replicas hold. Safe for use by many threads at once.</summary>
internal sealed class RegisterCensus(ReplicaHosts hosts, ReplicaStorage storage, ConvergentReplicas convergent, TimeProvider time)
{
    /// <summary>The first keys, in order, of registers that exist here and whose names begin so.</summary>
    public string[] Names(string prefix, int limit)
    {
        var (names, now) = (new FirstNames(limit), time.GetUtcNow());
        for (var shard = 0; shard < RegisterShards.Count; shard++)
        {
            if (!convergent.Members(shard).Contains(hosts.Local))
                continue;
            convergent.Shard(shard).ForEach((key, state) =>
            {
                var name = key.AsSpan(1);
                if (name.StartsWith(prefix, StringComparison.Ordinal) && !DecisionRegisters.IsOwn(name) && Exists(state, now))
                    names.Add(key);
            });
        }

        return names.Take();
    }

    public async Task<ReplicaViews> LookAsync(string[] keys)
    {
        var standings = await Task.WhenAll(Enumerable.Range(0, RegisterShards.Count).Select(storage.Replicas.StandAsync));
        return new ReplicaViews(hosts.Local, [.. keys.Select(Look)], [.. standings.Select(standing => standing.Epoch > 0 && standing.Epoch == standing.Complete)]);
    }

    private static bool Exists(ConvergentState state, DateTimeOffset now) => state.Value is { } value
        ? Stored(value) is { } stored && !StoredValue.HasEnded(stored, now)
        : state.Counter is not null || state.Map is not null;

    /// <summary>The value, without a promise that may stand beside it.</summary>
    private static byte[]? Stored(LastWriterWins value) =>
        value.Version.At == default ? RegisterContent.Of(new Versioned(value.Version.Over, default, value.Value)).Stored : value.Value;

    private ReplicaView? Look(string key)
    {
        var name = RegisterKeys.NameOf(key);
        var shard = RegisterKeys.ShardOf(key);
        var (state, since, staleness) = convergent.Shard(shard).Look(key);
        if (state == ConvergentState.Empty)
            return null;
        return new ReplicaView(
            state.Value?.Version.ToVersion() ?? default,
            key[0] is ConvergentShard.ValuePrefix or ConvergentShard.InMemoryPrefix ? storage.Replicas.Peek(shard, name).Current.Version.ToVersion() : default,
            Exists(state, time.GetUtcNow()),
            state.Value is { } value ? StoredValue.LengthOf(Stored(value)) : ConvergentCodec.EncodeState(state).Length,
            state.Digest,
            since,
            staleness);
    }
}
