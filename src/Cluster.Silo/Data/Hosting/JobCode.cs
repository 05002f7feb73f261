using System.Reflection;
using Cluster.Data;
using Cluster.Silo.Data.Messages;

namespace Cluster.Silo.Data.Hosting;

/// <summary>A job's mapper and reducer classes on this silo.</summary>
internal sealed class JobCode : IDisposable
{
    private readonly JobSpec _spec;
    private readonly JobAssemblyContext? _context;
    private readonly Type _mapper;
    private readonly Type _reducer;

    private JobCode(JobSpec spec, JobAssemblyContext? context, Type mapper, Type reducer)
    {
        _spec = spec;
        _context = context;
        _mapper = mapper;
        _reducer = reducer;
    }

    /// <summary>Finds both classes, in the assembly that the job names and then in the silo's own, and tries to make one of each.</summary>
    /// <exception cref="JobCodeException">They cannot be found, made or configured.</exception>
    public static JobCode Load(JobSpec spec, ClusterDataOptions options)
    {
        JobAssemblyContext? context = null;
        Assembly? assembly = null;
        if (spec.Assembly is not null)
        {
            (context, assembly) = LoadAssembly(spec.Assembly, options);
        }

        var code = new JobCode(
            spec,
            context,
            Find<Mapper>(spec.Mapper, assembly, spec.Assembly),
            Find<Reducer>(spec.Reducer, assembly, spec.Assembly));
        code.CreateMapper();
        code.CreateReducer();
        return code;
    }

    public Mapper CreateMapper()
    {
        var mapper = Create<Mapper>(_mapper);
        Configure(_mapper, () => mapper.Configure(_spec.Settings));
        return mapper;
    }

    public Reducer CreateReducer()
    {
        var reducer = Create<Reducer>(_reducer);
        Configure(_reducer, () => reducer.Configure(_spec.Settings));
        return reducer;
    }

    public void Dispose() => _context?.Unload();

    private static (JobAssemblyContext Context, Assembly Assembly) LoadAssembly(string file, ClusterDataOptions options)
    {
        if (options.JobAssemblies is not { Length: > 0 } folder)
        {
            throw new JobCodeException(
                $"The assembly {file} is refused: this silo allows none. Set Cluster:Data:JobAssemblies to the folder that holds the assemblies of jobs.");
        }

        var allowed = RealPath(Path.GetFullPath(folder));
        var path = RealPath(Path.GetFullPath(file, allowed));
        if (!path.StartsWith(Path.TrimEndingDirectorySeparator(allowed) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new JobCodeException($"The assembly {file} is refused: it does not lie in the folder {allowed}, which alone is allowed.");
        }

        if (!File.Exists(path))
        {
            throw new JobCodeException($"The assembly {path} does not exist on this silo.");
        }

        try
        {
            var context = new JobAssemblyContext(path);
            return (context, context.LoadJob());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or BadImageFormatException or InvalidOperationException)
        {
            throw new JobCodeException($"The assembly {path} cannot be loaded: {e.Message}", e);
        }
    }

    private static Type Find<T>(string name, Assembly? assembly, string? file)
    {
        var type = assembly?.GetType(name) ?? AppDomain.CurrentDomain.GetAssemblies()
            .Where(loaded => !loaded.IsCollectible)
            .Select(loaded => loaded.GetType(name))
            .FirstOrDefault(found => found is not null);
        if (type is null)
        {
            throw new JobCodeException(file is null
                ? $"No class {name} is found among the silo's own assemblies. Give its full name with namespace, and the assembly that holds it."
                : $"No class {name} is found in {file}, nor among the silo's own assemblies. Give its full name with namespace.");
        }

        return typeof(T).IsAssignableFrom(type) && !type.IsAbstract && type.IsVisible && type.GetConstructor(Type.EmptyTypes) is not null
            ? type
            : throw new JobCodeException($"{name} must be a public class that derives from {typeof(T).FullName} and has a parameterless constructor.");
    }

    private static T Create<T>(Type type)
    {
        try
        {
            return (T)Activator.CreateInstance(type)!;
        }
        catch (TargetInvocationException e)
        {
            throw new JobCodeException($"The constructor of {type.FullName} threw {e.InnerException!.GetType().Name}: {e.InnerException.Message}", e);
        }
    }

    /// <summary>Any exception of the user's code means that the settings do not suit it.</summary>
    private static void Configure(Type type, Action configure)
    {
        try
        {
            configure();
        }
        catch (Exception e)
        {
            throw new JobCodeException($"{type.FullName} refused the job's settings: {e.Message}", e);
        }
    }

    private static string RealPath(string path)
    {
        var real = Path.GetPathRoot(path)!;
        foreach (var segment in path[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, segment);
            if (Path.Exists(real))
            {
                FileSystemInfo info = Directory.Exists(real) ? new DirectoryInfo(real) : new FileInfo(real);
                real = info.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? real;
            }
        }

        return real;
    }
}
