namespace Cluster.Silo.Storage.Log;

/// <summary>
/// The folder of one log, and all that the log asks of a file system. It is a seam so that tests can stop the log
/// between any two operations and take away whatever was not synced.
/// </summary>
/// <remarks>
/// Creations, renames and deletions survive a power failure only after <see cref="Sync"/>, and until then may survive in any
/// combination; the content of a file survives only after its own <see cref="ILogFile.Sync"/>.
/// </remarks>
internal interface ILogDirectory : IDisposable
{
    /// <summary>The path for messages.</summary>
    string Path { get; }

    /// <summary>The names of the log's files, in no order.</summary>
    IReadOnlyList<string> List();

    /// <summary>Creates an empty file; fails if the name is taken.</summary>
    ILogFile Create(string name);

    /// <summary>Opens an existing file for reading and writing.</summary>
    ILogFile Open(string name);

    /// <summary>Gives a file another name and replaces what had that name, in one step.</summary>
    void Rename(string from, string to);

    void Delete(string name);

    /// <summary>Makes creations, renames and deletions durable.</summary>
    void Sync();
}
