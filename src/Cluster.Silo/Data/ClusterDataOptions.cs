using System.ComponentModel.DataAnnotations;

namespace Cluster.Silo;

/// <summary>How a silo takes part in data jobs. Bound from the section <c>Cluster:Data</c>.</summary>
public sealed class ClusterDataOptions
{
    /// <summary>The configuration section of these options.</summary>
    public const string SectionName = "Cluster:Data";

    private const string OutOfRange = SectionName + ":{0} must be between {1} and {2}.";

    /// <summary>How many map, merge and write steps run at once on this silo, 1 to 1,024; by default one per core.</summary>
    [Range(1, 1024, ErrorMessage = OutOfRange)]
    public int Workers { get; set; } = Environment.ProcessorCount;

    /// <summary>
    /// Where what does not fit into <see cref="MemoryBytes"/> is spilled, as a folder of this silo alone;
    /// by default <c>cluster-work</c> in the system's temporary folder. Each process uses a folder of its own below it and takes it away again.
    /// </summary>
    public string? WorkFolder { get; set; }

    /// <summary>The memory for map outputs, reduce outputs and shuffle buffers, in bytes; what goes beyond is spilled. 16 MiB to 1 TiB; 1 GiB by default.</summary>
    [Range(16d * (1 << 20), 1024d * (1 << 30), ErrorMessage = OutOfRange)]
    public long MemoryBytes { get; set; } = 1L << 30;

    /// <summary>
    /// The memory for the table of one running map or reduce task, in bytes; a map task then hands its pairs on, a reduce task writes a sorted run.
    /// 1 MiB to 1 GiB; 256 MiB by default.
    /// </summary>
    [Range(1 << 20, 1 << 30, ErrorMessage = OutOfRange)]
    public long TableBytes { get; set; } = 256L << 20;

    /// <summary>The longest line that is read, in bytes: a job whose input has a longer one fails. 64 KiB to 1 GiB; 256 MiB by default.</summary>
    [Range(64 << 10, 1 << 30, ErrorMessage = OutOfRange)]
    public int MaxLineBytes { get; set; } = 256 << 20;

    /// <summary>
    /// The folder from which assemblies of jobs may be loaded, or null (the default) for none. Code in it runs with the silo's rights,
    /// so only those you trust may write there.
    /// </summary>
    public string? JobAssemblies { get; set; }

    /// <summary>How many jobs the cluster remembers, 10 to 10,000; 1,000 by default. Jobs that run are never forgotten.</summary>
    [Range(10, 10_000, ErrorMessage = OutOfRange)]
    public int RememberedJobs { get; set; } = 1000;
}
