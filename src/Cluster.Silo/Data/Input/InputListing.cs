using System.IO.Enumeration;

namespace Cluster.Silo.Data.Input;

/// <summary>
/// Lists the files that a job's paths mean, each once, sorted by path (ordinal). A path is a file, a folder (all files in it and below,
/// but for those whose name begins with a dot), or a glob: <c>*</c> and <c>?</c> within a name, <c>**</c> for any number of folders.
/// A file that exists under a name with such characters is taken as that file. Links to folders are not followed below a folder.
/// </summary>
internal static class InputListing
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <exception cref="InputException">A path matches nothing, or cannot be read.</exception>
    public static IReadOnlyList<InputFile> List(IEnumerable<string> paths, CancellationToken cancellationToken = default)
    {
        var files = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            try
            {
                Add(files, path, cancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new InputException($"The input {path} cannot be listed: {e.Message}", e);
            }
        }

        var listed = new List<InputFile>(files.Count);
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            listed.Add(InputFile.Of(file));
        }

        return listed;
    }

    private static void Add(SortedSet<string> files, string path, CancellationToken cancellationToken)
    {
        if (!Path.IsPathFullyQualified(path))
        {
            throw new InputException($"The input '{path}' is not an absolute path. Silos have working directories of their own, so give the whole path.");
        }

        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var before = files.Count;
        if (Directory.Exists(full))
        {
            foreach (var file in FilesBelow(full, cancellationToken))
            {
                files.Add(file);
            }

            if (files.Count == before && !FilesBelow(full, cancellationToken).Any())
            {
                throw new InputException($"The folder {path} holds no files (those whose name begins with a dot do not count).");
            }
        }
        else if (IsGlob(full) && !Path.Exists(full))
        {
            var matches = Match(full, cancellationToken).ToList();
            if (matches.Count == 0)
            {
                throw new InputException($"No file matches {path}.");
            }

            files.UnionWith(matches);
        }
        else
        {
            files.Add(full);
        }
    }

    private static IEnumerable<string> FilesBelow(string folder, CancellationToken cancellationToken)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", Everything))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.Name.StartsWith('.'))
            {
                continue;
            }

            if (entry is FileInfo)
            {
                yield return entry.FullName;
            }
            else if (entry.LinkTarget is null)
            {
                foreach (var file in FilesBelow(entry.FullName, cancellationToken))
                {
                    yield return file;
                }
            }
        }
    }

    private static bool IsGlob(string path) => path.AsSpan().ContainsAny('*', '?');

    private static IEnumerable<string> Match(string glob, CancellationToken cancellationToken)
    {
        var root = Path.GetPathRoot(glob)!;
        var segments = glob[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        return Match(root, segments, cancellationToken);
    }

    private static IEnumerable<string> Match(string folder, ArraySegment<string> segments, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var segment = segments[0];
        var rest = segments[1..];
        if (segment == "**")
        {
            // As the last segment, ** means every file below.
            foreach (var match in rest.Count == 0 ? FilesBelow(folder, cancellationToken) : Match(folder, rest, cancellationToken))
            {
                yield return match;
            }

            if (rest.Count > 0)
            {
                foreach (var below in Folders(folder, "*"))
                {
                    foreach (var match in Match(below, segments, cancellationToken))
                    {
                        yield return match;
                    }
                }
            }
        }
        else if (rest.Count > 0)
        {
            foreach (var below in Folders(folder, segment))
            {
                foreach (var match in Match(below, rest, cancellationToken))
                {
                    yield return match;
                }
            }
        }
        else
        {
            foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", Everything))
            {
                if (entry is FileInfo && Matches(segment, entry.Name))
                {
                    yield return entry.FullName;
                }
            }
        }
    }

    private static IEnumerable<string> Folders(string folder, string segment)
    {
        if (!IsGlob(segment))
        {
            var below = Path.Combine(folder, segment);
            return Directory.Exists(below) ? [below] : [];
        }

        return new DirectoryInfo(folder).EnumerateDirectories("*", Everything)
            .Where(below => Matches(segment, below.Name) && below.LinkTarget is null)
            .Select(below => below.FullName);
    }

    /// <summary>As in a shell, a leading dot is matched by a leading dot alone.</summary>
    private static bool Matches(string segment, string name) =>
        name.StartsWith('.') == segment.StartsWith('.')
        && FileSystemName.MatchesSimpleExpression(segment.Replace("\\", "\\\\", StringComparison.Ordinal), name, ignoreCase: false);
}
