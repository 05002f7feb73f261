namespace Cluster.Cli.Jobs;

/// <summary>The paths of a job's text, as the silos need them: absolute, and refused before anything starts when nothing can be there.</summary>
internal static class InputPaths
{
    private static readonly char[] GlobCharacters = ['*', '?'];

    /// <summary>Makes each path absolute.</summary>
    /// <exception cref="CommandFailedException">A path names nothing (exit code 2).</exception>
    public static IReadOnlyList<string> Resolve(IEnumerable<string> paths, Terminal terminal) =>
        [.. paths.Select(path => Resolve(path, terminal))];

    /// <summary>The result file's path, made absolute.</summary>
    /// <exception cref="CommandFailedException">Its folder does not exist, or it is a folder itself (exit code 2).</exception>
    public static string? ResolveOutput(string? path, Terminal terminal)
    {
        if (path is null)
        {
            return null;
        }

        var full = terminal.FullPath(path);
        if (Directory.Exists(full))
        {
            throw Refused($"--out {path} is a folder. Give the name of a file.");
        }

        return Directory.Exists(Path.GetDirectoryName(full))
            ? full
            : throw Refused($"The folder of --out {path} does not exist: {Path.GetDirectoryName(full)}. Create it first.");
    }

    private static string Resolve(string path, Terminal terminal)
    {
        if (path.Length == 0)
        {
            throw Refused("A path is empty. Give files, folders or globs.");
        }

        var full = terminal.FullPath(path);
        if (File.Exists(full) || Directory.Exists(full))
        {
            return full;
        }

        var glob = path.IndexOfAny(GlobCharacters);
        if (glob < 0)
        {
            throw Refused($"{path} does not exist (looked for {full}). Give files, folders or globs.");
        }

        // Which files a glob matches is the job's to say; that its folder is there can be seen from here.
        var folder = terminal.FullPath(path[..(path.LastIndexOf(Path.DirectorySeparatorChar, glob) + 1)]);
        return Directory.Exists(folder) ? full : throw Refused($"The folder of {path} does not exist: {folder}.");
    }

    private static CommandFailedException Refused(string message) => new(ExitCode.Usage, message);
}
