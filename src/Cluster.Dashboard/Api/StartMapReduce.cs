namespace Cluster.Dashboard.Api;

/// <summary>A job with a mapper and a reducer of your own to start.</summary>
internal sealed record StartMapReduce
{
    /// <summary>Files, folders (read recursively) and globs (*, ?, **), as absolute paths that mean the same on every silo. At least one must match.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>The full name of a public class that derives from Cluster.Data.Mapper.</summary>
    public required string Mapper { get; init; }

    /// <summary>The full name of a public class that derives from Cluster.Data.Reducer.</summary>
    public required string Reducer { get; init; }

    /// <summary>The assembly file that holds both, inside the folder that the silos allow; none when the silos' own assemblies hold them.</summary>
    public string? Assembly { get; init; }

    /// <summary>Settings handed to the mapper and the reducer before their first call.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The result file as an absolute path; none by default. It appears whole under this name or not at all.</summary>
    public string? Output { get; init; }

    /// <summary>The shape of the result file: Tsv (the default) or Json.</summary>
    public OutputFormat Format { get; init; }

    /// <summary>How many of the greatest entries the result carries, 0 to 10,000; 10 by default.</summary>
    public int Top { get; init; } = 10;

    /// <summary>The size aimed at for one map split in bytes, 64 KiB to 1 GiB; 16 MiB by default.</summary>
    public long SplitBytes { get; init; } = 16 << 20;

    /// <summary>How many reduce partitions there are, 1 to 1,024; two a silo by default.</summary>
    public int? Partitions { get; init; }

    public MapReduceOptions ToOptions() => new()
    {
        Paths = Paths,
        Mapper = Mapper,
        Reducer = Reducer,
        Assembly = Assembly,
        Settings = Settings,
        Output = Output,
        Format = Format,
        Top = Top,
        SplitBytes = SplitBytes,
        Partitions = Partitions,
    };
}
