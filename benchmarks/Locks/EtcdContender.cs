using Cluster.Benchmarks.Locks.Etcd;
using Google.Protobuf;
using Grpc.Net.Client;
using LockService = Cluster.Benchmarks.Locks.Etcd.Lock;

namespace Cluster.Benchmarks.Locks;

/// <summary>etcd's own lock service over gRPC. A lease is what it tells holders apart by: each caller has one, made beforehand.</summary>
internal sealed class EtcdContender : ILockContender, IDisposable
{
    private const int LeaseSeconds = 3600;

    private readonly GrpcChannel _channel;
    private readonly LockService.LockClient _locks;
    private readonly long[] _leases;

    private EtcdContender(GrpcChannel channel, long[] leases)
    {
        _channel = channel;
        _locks = new LockService.LockClient(channel);
        _leases = leases;
    }

    public string Name => "etcd, 3 nodes";

    public static async Task<EtcdContender> ConnectAsync(Uri node, int callers, CancellationToken cancellationToken)
    {
        var channel = GrpcChannel.ForAddress(node);
        var client = new Lease.LeaseClient(channel);
        var leases = new long[callers];
        for (var i = 0; i < callers; i++)
        {
            leases[i] = (await client.LeaseGrantAsync(new LeaseGrantRequest { TTL = LeaseSeconds }, cancellationToken: cancellationToken)).ID;
        }

        return new EtcdContender(channel, leases);
    }

    public async ValueTask<IAsyncDisposable> AcquireAsync(int caller, string name)
    {
        var held = await _locks.LockAsync(new LockRequest { Name = ByteString.CopyFromUtf8(name), Lease = _leases[caller] });
        return new Held(_locks, held.Key);
    }

    public void Dispose() => _channel.Dispose();

    private sealed class Held(LockService.LockClient locks, ByteString key) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await locks.UnlockAsync(new UnlockRequest { Key = key });
    }
}
