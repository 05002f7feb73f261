using Cluster.Registers.Protocol;
using Cluster.Silo.Membership;
using Cluster.Silo.Registers.Hosting;
using Cluster.Silo.Registers.Messages;
using Cluster.Silo.Registers.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace Cluster.Silo.Registers.Configuration;

/// <summary>
/// Looks after the configurations of all shards: one silo does so at a time, the first by name, and if two do, the record lets one of them through.
/// Nothing that is safe rests on who it is.
/// </summary>
internal sealed class RegisterMaster(
    ReplicaHosts hosts,
    SiloWatch silos,
    RegisterMapStorage storage,
    RegisterConfigurations configurations,
    IOptions<ClusterRegistersOptions> options,
    TimeProvider time,
    IFatalErrorHandler fatal,
    ILogger<RegisterMaster> logger) : SiloLoop(fatal)
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BusyPace = TimeSpan.FromMilliseconds(25);

    /// <summary>While a shard changes its members nobody can write to it, so not all change at once.</summary>
    private const int ShardsAtOnce = 16;

    /// <summary>A configuration that does not get under way for so long is given up for another.</summary>
    private static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly Dictionary<string, long> _goneSince = new(StringComparer.Ordinal);
    private readonly Dictionary<int, (long Epoch, long Since)> _inactiveSince = [];

    /// <summary>Whether this silo wants its replicas taken over.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>Look now.</summary>
    public void Wake()
    {
        lock (_wake)
        {
            if (_wake.CurrentCount == 0)
                _wake.Release();
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _wake.Dispose();
    }

    protected override async Task RunAsync(CancellationToken stopping)
    {
        void WakeUp(SiloChange change) => Wake();
        silos.Changed += WakeUp;
        try
        {
            while (true)
            {
                var isBusy = await LookAsync();
                await _wake.WaitAsync(isBusy ? BusyPace : Pace, stopping);
            }
        }
        finally
        {
            silos.Changed -= WakeUp;
        }
    }

    private async Task<bool> LookAsync()
    {
        try
        {
            // Until it is a member itself, it can't know who the others are.
            var names = hosts.Names;
            if (!names.Contains(hosts.Local))
                return true;
            if (names[0] != hosts.Local)
            {
                configurations.Refresh();
                return false;
            }

            return await LookAfterAsync(names);
        }
        catch (InconsistentStateException)
        {
            // Somebody else looks after the configurations, too.
            return true;
        }
        catch (Exception failure)
        {
            logger.MasterFailed(failure);
            return false;
        }
    }

    private async Task<bool> LookAfterAsync(IList<string> names)
    {
        var (map, eTag) = await storage.ReadAsync();
        var present = (await Task.WhenAll(names.Select(DescribeAsync))).OfType<ReplicaHostStatus>().ToList();
        if (map is null)
            return await FoundAsync(present);

        configurations.Take(map);
        var planner = new RegisterPlanner(options.Value.Replicas, present, GoneForLong(map, names), map.Zones);
        var changes = Changes(map, planner);
        if (changes.Count > 0)
        {
            map = map.With(changes, planner.Zones);
            eTag = await StoreAsync(map, eTag);
            Report(changes.Values);
        }

        await JoinAsync(map, planner);
        return changes.Count > 0 || map.Shards.Any(configuration => !configuration.IsActive);
    }

    /// <summary>Writes the first record.</summary>
    private async Task<bool> FoundAsync(List<ReplicaHostStatus> present)
    {
        if (present.Any(host => host.Epochs.Take(RegisterShards.Durable).Any(epoch => epoch > 0)))
        {
            logger.RecordIsGone();
            return false;
        }

        var planner = new RegisterPlanner(options.Value.Replicas, present, new HashSet<string>(), new Dictionary<string, string>());
        var members = Enumerable.Range(0, RegisterShards.Count).Select(shard => planner.Plan(shard, [])).ToList();
        if (members.Contains(null))
            return true;
        var map = new RegisterMap(1, [.. members.Select(shard => ReplicaConfiguration.First(shard!))]) { Zones = planner.Zones };
        await StoreAsync(map, null);
        Report(map.Shards);
        await JoinAsync(map, planner);
        return true;
    }

    private Dictionary<int, ReplicaConfiguration> Changes(RegisterMap map, RegisterPlanner planner)
    {
        var changes = new Dictionary<int, ReplicaConfiguration>();
        var changing = map.Shards.Count(configuration => !configuration.IsActive);
        for (var shard = 0; shard < map.Shards.Count; shard++)
        {
            var configuration = map.Shards[shard];
            if (!configuration.IsActive && configuration.Members.Count(member => planner.HasCaughtUp(member, shard, configuration.Epoch)) >= configuration.Quorum)
            {
                changes.Add(shard, configuration.Activate());
            }
            else if (RegisterShards.IsInMemory(shard) && planner.IsLost(shard, configuration.IsActive ? configuration.Members : configuration.Sources))
            {
                if (planner.Plan(shard, configuration.Members) is { } anew)
                    changes.Add(shard, configuration.BeginAnew(anew));
            }
            else if (configuration.IsActive)
            {
                _inactiveSince.Remove(shard);
                if (changing < ShardsAtOnce && planner.HasQuorum(shard, configuration.Members) && planner.Plan(shard, configuration.Members) is { } members)
                {
                    changes.Add(shard, configuration.Next(members));
                    changing++;
                }
            }
            else if (IsStuck(shard, configuration) && planner.Plan(shard, configuration.Members) is { } others)
            {
                changes.Add(shard, configuration.Next(others));
            }
        }

        return changes;
    }

    private bool IsStuck(int shard, ReplicaConfiguration configuration)
    {
        if (_inactiveSince.TryGetValue(shard, out var known) && known.Epoch == configuration.Epoch)
            return time.GetElapsedTime(known.Since) > StuckAfter;
        _inactiveSince[shard] = (configuration.Epoch, time.GetTimestamp());
        return false;
    }

    /// <summary>Tells members that have not caught up to do so; until they have, they do not vote.</summary>
    private async Task JoinAsync(RegisterMap map, RegisterPlanner planner)
    {
        var behind = map.Shards
            .SelectMany((configuration, shard) => configuration.Members
                .Where(member => planner.IsBehind(member, shard, configuration.Epoch))
                .Select(member => (member.Name, new ShardConfiguration(shard, configuration))))
            .GroupBy(member => member.Name, member => member.Item2, StringComparer.Ordinal);
        await Task.WhenAll(behind.Select(silo => TellAsync(silo.Key, host => host.JoinAsync([.. silo]))));
    }

    private async Task<string?> StoreAsync(RegisterMap map, string? eTag)
    {
        var stored = await storage.WriteAsync(map, eTag);
        configurations.Take(map);
        var record = map.ToString();
        await Task.WhenAll(hosts.Names.Where(name => name != hosts.Local).Select(name => TellAsync(name, host => host.AnnounceAsync(record))));
        return stored;
    }

    private async Task<ReplicaHostStatus?> DescribeAsync(string name)
    {
        ReplicaHostStatus? status = null;
        await TellAsync(name, async host => status = await host.DescribeAsync());
        return status;
    }

    private async Task TellAsync(string name, Func<IReplicaHost, Task> tell)
    {
        try
        {
            if (hosts.Find(name) is { } host)
                await tell(host);
        }
        catch (Exception failure)
        {
            // It is told again, or found dead.
            logger.NotTold(failure, name);
        }
    }

    private HashSet<string> GoneForLong(RegisterMap map, IList<string> names)
    {
        foreach (var name in names)
            _goneSince.Remove(name);
        foreach (var name in map.Shards.SelectMany(configuration => configuration.Members).Select(member => member.Name).Distinct().Except(names))
            _goneSince.TryAdd(name, time.GetTimestamp());
        return _goneSince.Where(gone => time.GetElapsedTime(gone.Value) > options.Value.ReplaceAfter).Select(gone => gone.Key).ToHashSet(StringComparer.Ordinal);
    }

    private void Report(IEnumerable<ReplicaConfiguration> changed)
    {
        foreach (var change in changed.GroupBy(configuration => configuration.IsActive))
        {
            if (change.Key)
                logger.Activated(change.Count());
            else
                logger.Reconfiguring(change.Count(), string.Join(", ", change.SelectMany(configuration => configuration.Members).Select(member => member.Name).Distinct().Order(StringComparer.Ordinal)));
        }
    }
}
