namespace Cluster.Benchmarks.WordCount;

/// <summary>The bundled texts, again and again, up to a size.</summary>
internal static class Corpus
{
    /// <summary>The texts, each ending in LF.</summary>
    public static byte[] Texts()
    {
        using var all = new MemoryStream();
        foreach (var file in Directory.EnumerateFiles(Folder(), "*.txt").Order(StringComparer.Ordinal))
        {
            var text = File.ReadAllBytes(file);
            all.Write(text);
            if (text[^1] != (byte)'\n')
            {
                all.WriteByte((byte)'\n');
            }
        }

        return all.ToArray();
    }

    public static void Write(string file, long bytes)
    {
        var texts = Texts();
        using var stream = File.Create(file);
        while (stream.Length < bytes)
        {
            stream.Write(texts);
        }
    }

    private static string Folder()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var folder = Path.Combine(at.FullName, "samples", "data", "text");
            if (Directory.Exists(folder))
            {
                return folder;
            }
        }

        throw new InvalidOperationException($"No samples/data/text above {AppContext.BaseDirectory}: run the benchmarks from a build in the source tree.");
    }
}
