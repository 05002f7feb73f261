namespace Cluster.Data;

/// <summary>A job of your own: a <see cref="Mapper"/> and a <see cref="Reducer"/> in an assembly that the silos have or can load.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Data.MapReduceOptions")]
public sealed record MapReduceOptions : JobOptions
{
    /// <summary>The full name of a public class that derives from <see cref="Data.Mapper"/>, with a parameterless constructor.</summary>
    [Id(0)]
    public required string Mapper { get; init; }

    /// <summary>The full name of a public class that derives from <see cref="Data.Reducer"/>, with a parameterless constructor.</summary>
    [Id(1)]
    public required string Reducer { get; init; }

    /// <summary>
    /// The assembly file that holds both, inside a folder that the silos allow (<c>Cluster:Data:JobAssemblies</c>);
    /// null when the silo's own assemblies hold them.
    /// </summary>
    [Id(2)]
    public string? Assembly { get; init; }

    /// <summary>Settings handed to the mapper and the reducer before their first call.</summary>
    [Id(3)]
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
