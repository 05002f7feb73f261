using Cluster.Benchmarks.Registers.Etcd;
using Google.Protobuf;
using Grpc.Net.Client;

namespace Cluster.Benchmarks.Registers;

/// <summary>Keys of etcd over gRPC: puts, and ranges, which are linearizable unless they ask not to be.</summary>
internal sealed class EtcdContender : IRegisterContender, IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly KV.KVClient _keys;

    public EtcdContender(Uri node)
    {
        _channel = GrpcChannel.ForAddress(node);
        _keys = new KV.KVClient(_channel);
    }

    public string Name => "etcd, 3 nodes";

    public async Task ReadAsync(string name) => await _keys.RangeAsync(new RangeRequest { Key = ByteString.CopyFromUtf8(name) });

    public async Task WriteAsync(string name, byte[] value) =>
        await _keys.PutAsync(new PutRequest { Key = ByteString.CopyFromUtf8(name), Value = ByteString.CopyFrom(value) });

    public void Dispose() => _channel.Dispose();
}
