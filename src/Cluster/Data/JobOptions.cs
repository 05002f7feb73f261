namespace Cluster.Data;

/// <summary>What every job takes: the text to read, how to split it and where to write. Paths are read by the silos, so they must mean the same on each.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Data.JobOptions")]
public abstract record JobOptions
{
    /// <summary>
    /// Files, folders (read recursively, but for names that begin with a dot) and globs (<c>*</c>, <c>?</c>, <c>**</c>), as absolute paths.
    /// Each must match something; a file that several match is read once.
    /// </summary>
    [Id(0)]
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>
    /// The result file, as an absolute path in a folder that exists, or null for none. It appears whole under this name, in place of a file that
    /// had it, or not at all. The empty key is left out.
    /// </summary>
    [Id(1)]
    public string? Output { get; init; }

    /// <summary>The shape of the result file.</summary>
    [Id(2)]
    public OutputFormat Format { get; init; }

    /// <summary>
    /// How many of the greatest entries the result carries. 0 to 10,000; 10 by default. It carries fewer when their keys have more than 4 MiB together.
    /// </summary>
    [Id(3)]
    public int Top { get; init; } = 10;

    /// <summary>
    /// The size aimed at for one map split, in bytes. 64 KiB to 1 GiB; 64 MiB by default. A small input is split finer, for every core to have
    /// some of it, and a very large one coarser. The result does not depend on it.
    /// </summary>
    [Id(4)]
    public long SplitBytes { get; init; } = 64 << 20;

    /// <summary>How many reduce partitions there are, 1 to 1,024, or null for two a silo. The result does not depend on it.</summary>
    [Id(5)]
    public int? Partitions { get; init; }
}
