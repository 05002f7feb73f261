using System.Reflection;
using System.Runtime.Loader;

namespace Cluster.Silo.Data.Hosting;

/// <summary>
/// Holds a job's assembly and what it brings along, apart from the silo's own and from other jobs', until the job has ended. Assemblies that the
/// silo has loaded already are shared, so that <see cref="Cluster.Data.Mapper"/> is the same type on both sides. Files are read, not mapped: they can be
/// replaced while a job runs.
/// </summary>
internal sealed class JobAssemblyContext(string path) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(path), isCollectible: true)
{
    private readonly AssemblyDependencyResolver _resolver = new(path);

    public Assembly LoadJob() => LoadFile(path);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (Default.Assemblies.Any(loaded => loaded.GetName().Name == assemblyName.Name))
        {
            return null;
        }

        return _resolver.ResolveAssemblyToPath(assemblyName) is { } file ? LoadFile(file) : null;
    }

    private Assembly LoadFile(string file)
    {
        using var stream = new MemoryStream(File.ReadAllBytes(file));
        return LoadFromStream(stream);
    }
}
