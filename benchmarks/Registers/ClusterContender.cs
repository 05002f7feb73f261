using Cluster.Registers;

namespace Cluster.Benchmarks.Registers;

/// <summary>Registers of the cluster.</summary>
internal sealed class ClusterContender(string name, ClusterRegisters registers) : IRegisterContender
{
    public string Name => name;

    public async Task ReadAsync(string name) => await registers.Get<byte[]>(name).ReadAsync();

    public async Task WriteAsync(string name, byte[] value) => await registers.Get<byte[]>(name).WriteAsync(value);
}
