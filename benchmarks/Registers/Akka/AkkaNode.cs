using Akka.Actor;
using Akka.Configuration;
using Akka.DistributedData;
using AkkaCluster = Akka.Cluster.Cluster;

namespace Cluster.Benchmarks.Registers.Akka;

/// <summary>A node of Akka.NET's distributed data, with its default settings but for addresses: last-writer-wins registers, in memory.</summary>
internal sealed class AkkaNode : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private static readonly IWriteConsistency MajorityWrite = new WriteMajority(Timeout);
    private static readonly IReadConsistency MajorityRead = new ReadMajority(Timeout);

    private readonly ActorSystem _system;
    private readonly IActorRef _replicator;
    private readonly global::Akka.Cluster.UniqueAddress _self;

    private AkkaNode(ActorSystem system) =>
        (_system, _replicator, _self) = (system, DistributedData.Get(system).Replicator, AkkaCluster.Get(system).SelfUniqueAddress);

    public static AkkaNode Start(int port, int seedPort) => new(ActorSystem.Create("bench", ConfigurationFactory.ParseString(
        $$"""
        akka {
          loglevel = ERROR
          stdout-loglevel = ERROR
          log-dead-letters = off
          actor.provider = cluster
          remote.dot-netty.tcp { hostname = "127.0.0.1", port = {{port}} }
          cluster.seed-nodes = ["akka.tcp://bench@127.0.0.1:{{seedPort}}"]
        }
        """).WithFallback(DistributedData.DefaultConfig())));

    /// <summary>Waits until so many nodes are members.</summary>
    public async Task JoinedAsync(int nodes, CancellationToken cancellationToken)
    {
        var cluster = AkkaCluster.Get(_system);
        while (cluster.State.Members.Count(member => member.Status == global::Akka.Cluster.MemberStatus.Up) < nodes)
        {
            await Task.Delay(100, cancellationToken);
        }
    }

    public async Task WriteAsync(string name, string value, bool ofMajority)
    {
        var answer = await _replicator.Ask<IUpdateResponse>(Dsl.Update(
            new LWWRegisterKey<string>(name), new LWWRegister<string>(_self, value), ofMajority ? MajorityWrite : WriteLocal.Instance, known => known.WithValue(_self, value)));
        answer.ThrowOnFailure();
    }

    public async Task ReadAsync(string name, bool ofMajority)
    {
        var key = new LWWRegisterKey<string>(name);
        var answer = await _replicator.Ask<IGetResponse>(Dsl.Get(key, ofMajority ? MajorityRead : ReadLocal.Instance));
        if (!answer.IsSuccessful || answer.Get(key).Value.Length == 0)
        {
            throw new InvalidOperationException($"Akka did not answer a read of {name}: {answer}.");
        }
    }

    public Task WhenTerminated => _system.WhenTerminated;

    public async ValueTask DisposeAsync() => await _system.Terminate();
}
