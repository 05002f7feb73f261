namespace Cluster.LocalHosting.Servers;

/// <summary>Files that hold secrets: readable by their owner only, and whole or absent, never half written.</summary>
internal static class OwnerOnlyFile
{
    public static async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        var draft = path + ".new";
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using (var file = new StreamWriter(draft, options))
        {
            await file.WriteAsync(text.AsMemory(), cancellationToken);
        }

        File.Move(draft, path, overwrite: true);
    }
}
