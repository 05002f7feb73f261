using System.Security.Cryptography;

namespace Cluster.Cli.Jobs;

/// <summary>
/// Puts a user's assembly where the silos may load it. The folder is named after the content: a silo that has loaded one build of it
/// gets the next one from elsewhere, and a running job never has its code changed under it.
/// </summary>
internal static class JobAssembly
{
    /// <summary>Copies the assembly and what stands beside it that it needs, and returns the copy's path.</summary>
    /// <exception cref="CommandFailedException">It is not there, or no assembly (exit code 2).</exception>
    public static string CopyTo(string jobsFolder, string assembly)
    {
        if (!File.Exists(assembly))
        {
            throw new CommandFailedException(ExitCode.Usage, $"--assembly {assembly} does not exist. Build it first, and give the path of its .dll.");
        }

        if (!IsAssembly(assembly))
        {
            throw new CommandFailedException(ExitCode.Usage, $"--assembly {assembly} is no .NET assembly. Give the path of a .dll that 'dotnet build' made.");
        }

        var files = WithDependencies(assembly);
        var folder = Path.Combine(jobsFolder, $"{Path.GetFileNameWithoutExtension(assembly)}-{Hash(files)}");
        var copy = Path.Combine(folder, Path.GetFileName(assembly));
        if (Directory.Exists(folder))
        {
            return copy;
        }

        // Filled aside and then given its name, so that no silo ever sees half of it.
        var draft = Directory.CreateDirectory(Path.Combine(jobsFolder, $".draft-{Guid.NewGuid():N}")).FullName;
        foreach (var file in files)
        {
            File.Copy(file, Path.Combine(draft, Path.GetFileName(file)));
        }

        try
        {
            Directory.Move(draft, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Another command was quicker with the same content.
            Directory.Delete(draft, recursive: true);
        }

        return copy;
    }

    /// <summary>The assembly and its own dependencies; those of the cluster are in the silos already.</summary>
    private static List<string> WithDependencies(string assembly)
    {
        var silo = Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Select(Path.GetFileName).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var beside = Directory.EnumerateFiles(Path.GetDirectoryName(assembly)!, "*.dll").Where(file => file != assembly && !silo.Contains(Path.GetFileName(file)));
        var description = Path.ChangeExtension(assembly, ".deps.json");
        return [assembly, .. beside.Order(StringComparer.Ordinal), .. File.Exists(description) ? [description] : Array.Empty<string>()];
    }

    private static string Hash(IEnumerable<string> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static bool IsAssembly(string file)
    {
        try
        {
            System.Reflection.AssemblyName.GetAssemblyName(file);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }
}
