using Cluster.Registers;
using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Configuration;
using Cluster.Silo.Registers.Hosting;
using Cluster.Silo.Registers.Messages;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Cluster.Silo.Registers.Watching;

/// <summary>Asks all silos what their replicas hold. A cut that somebody makes with a drill does not keep it from asking.</summary>
[StatelessWorker(1), Reentrant]
internal sealed class RegisterInspector(
    ReplicaHosts hosts, RegisterConfigurations configurations, RegisterHomes homes, ILogger<RegisterInspector> logger) : Grain, IRegisterInspector
{
    public async Task<RegisterStatus[]> ListAsync(string prefix, int limit)
    {
        var names = new FirstNames(limit);
        foreach (var key in (await AskAllAsync(host => host.NamesAsync(prefix, limit))).SelectMany(silo => silo.Answer).Distinct(StringComparer.Ordinal))
            names.Add(key);
        return await LookAsync(names.Take());
    }

    public Task<RegisterStatus[]> DescribeAsync(string name) => LookAsync(RegisterKeys.Of(name));

    public async Task<RegisterStatistics> StatisticsAsync() =>
        RegisterStatistics.Sum((await AskAllAsync(host => host.CountAsync())).Select(silo => silo.Answer));

    /// <summary>The registers that some replica knows.</summary>
    private async Task<RegisterStatus[]> LookAsync(string[] keys)
    {
        if (keys.Length == 0)
            return [];
        var views = (await AskAllAsync(host => host.LookAsync(keys))).ToDictionary(silo => silo.Name, silo => silo.Answer, StringComparer.Ordinal);
        var (map, home) = (configurations.Latest, homes.All());
        var found = new List<RegisterStatus>();
        for (var index = 0; index < keys.Length; index++)
        {
            var shard = RegisterKeys.ShardOf(keys[index]);
            var members = map?.Shards[shard].Members.Select(member => member.Name).Order(StringComparer.Ordinal).ToList() ?? [];
            if (!members.Any(member => views.GetValueOrDefault(member)?.Registers[index] is not null))
                continue;
            found.Add(new RegisterStatus
            {
                Name = RegisterKeys.NameOf(keys[index]),
                Type = RegisterKeys.TypeOf(keys[index]),
                Shard = shard,
                Epoch = map?.Shards[shard].Epoch ?? 0,
                Home = home[shard],
                Replicas = ReplicaComparison.Compare([.. members.Select(member => (member, views.GetValueOrDefault(member)?.Registers[index], views.GetValueOrDefault(member)?.Votes[shard]))]),
            });
        }

        return [.. found];
    }

    private async Task<List<(string Name, TAnswer Answer)>> AskAllAsync<TAnswer>(Func<IReplicaHost, Task<TAnswer>> ask)
    {
        var answers = await Task.WhenAll(hosts.Names.Select(name => AskAsync(name, ask)));
        return [.. answers.Where(silo => silo.IsAnswered).Select(silo => (silo.Name, silo.Answer!))];
    }

    private async Task<(string Name, bool IsAnswered, TAnswer? Answer)> AskAsync<TAnswer>(string name, Func<IReplicaHost, Task<TAnswer>> ask)
    {
        try
        {
            return hosts.FindUncut(name) is { } host ? (name, true, await ask(host)) : (name, false, default);
        }
        catch (Exception failure)
        {
            logger.NotInspected(failure, name);
            return (name, false, default);
        }
    }
}
