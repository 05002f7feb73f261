using System.Globalization;

namespace Cluster.LocalHosting.Processes;

/// <summary>
/// The processes of a run, on disk: for the next AppHost to end them should this one and its guardian be killed together. A process is
/// known by its id and the moment it started, since ids are given out again.
/// </summary>
internal sealed class RunRecord(string path)
{
    private readonly Lock _lock = new();

    /// <summary>Begins the record of a run that carries the given mark.</summary>
    public void Begin(string run) => File.WriteAllText(path, run + '\n');

    public void Add(int processId)
    {
        if (ProcessTree.StartOf(processId) is { } start)
        {
            lock (_lock)
            {
                File.AppendAllText(path, string.Create(CultureInfo.InvariantCulture, $"{processId} {start}\n"));
            }
        }
    }

    /// <summary>Ends what still lives of the run on record, and the record with it.</summary>
    public void Clear()
    {
        if (!File.Exists(path))
        {
            return;
        }

        var lines = File.ReadAllLines(path);
        var living = lines.Skip(1)
            .Select(l => l.Split(' '))
            .Where(f => f.Length == 2 && int.TryParse(f[0], CultureInfo.InvariantCulture, out var id) && ProcessTree.StartOf(id) == f[1])
            .Select(f => int.Parse(f[0], CultureInfo.InvariantCulture));
        var marked = lines is [{ Length: > 0 } run, ..] ? ProcessTree.FindByEnvironment(GuardianProgram.RunVariable, run) : [];
        ProcessTree.Kill([.. living, .. marked]);
        File.Delete(path);
    }
}
