namespace Cluster.Benchmarks.Registers;

/// <summary>A store of small named values.</summary>
internal interface IRegisterContender
{
    string Name { get; }

    /// <summary>A linearizable read.</summary>
    Task ReadAsync(string name);

    /// <summary>A linearizable write, on the disks of a majority when it returns.</summary>
    Task WriteAsync(string name, byte[] value);
}
