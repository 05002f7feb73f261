namespace Cluster.Storage;

/// <summary>The script that creates the tables of the embedded database; it may run at any time, any number of times.</summary>
internal static class SqliteSchema
{
    public static string Script { get; } = Read("Cluster.Storage.cluster.sqlite.sql");

    private static string Read(string name)
    {
        using var stream = typeof(SqliteSchema).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing from {typeof(SqliteSchema).Assembly.GetName().Name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
