using Cluster.Benchmarks.Registers.Etcd;
using Google.Protobuf;
using Grpc.Net.Client;

namespace Cluster.Benchmarks.Registers;

/// <summary>Keys of etcd over gRPC: puts, and ranges, which are linearizable unless they ask not to be. Callers are spread over the nodes.</summary>
internal sealed class EtcdKeys : IDisposable
{
    private readonly GrpcChannel[] _channels;
    private readonly KV.KVClient[] _keys;

    public EtcdKeys(IEnumerable<Uri> nodes)
    {
        _channels = [.. nodes.Select(node => GrpcChannel.ForAddress(node))];
        _keys = [.. _channels.Select(channel => new KV.KVClient(channel))];
    }

    public async Task PutAsync(int caller, string name, byte[] value) =>
        await _keys[caller % _keys.Length].PutAsync(new PutRequest { Key = ByteString.CopyFromUtf8(name), Value = ByteString.CopyFrom(value) });

    public async Task GetAsync(int caller, string name, bool isSerializable) =>
        await _keys[caller % _keys.Length].RangeAsync(new RangeRequest { Key = ByteString.CopyFromUtf8(name), Serializable = isSerializable });

    public void Dispose()
    {
        foreach (var channel in _channels)
        {
            channel.Dispose();
        }
    }
}
