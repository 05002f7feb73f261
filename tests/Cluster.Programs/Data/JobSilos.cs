using Cluster.Programs.Nodes;

namespace Cluster.Programs.Data;

/// <summary>Three silos, started once for the tests of a class, and the text that their jobs count.</summary>
public sealed class JobSilos : IAsyncLifetime
{
    public const int Lines = 200_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cluster-text-");
    private readonly Lazy<byte[]> _counts;
    private SiloProcesses? _silos;

    public JobSilos() => _counts = new Lazy<byte[]>(Count);

    public string Input => Path.Combine(_folder.FullName, "input.txt");

    /// <summary>The file that a job must write, made without Cluster.</summary>
    public byte[] ExpectedFile => _counts.Value;

    public async ValueTask InitializeAsync()
    {
        await using var writer = new StreamWriter(Input);
        var random = new Random(1);
        for (var i = 0; i < Lines; i++)
        {
            await writer.WriteLineAsync($"line {i % 1000} of word{random.Next(20_000)} and é{random.Next(5)}");
        }

        await writer.WriteLineAsync(SlowWordMapper.Held);
    }

    public async ValueTask DisposeAsync()
    {
        if (_silos is not null)
        {
            await _silos.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    /// <summary>Three silos that run: new ones in place of those that a test has killed.</summary>
    internal async Task<SiloProcesses> StandAsync(CancellationToken cancellationToken)
    {
        if (_silos is null)
        {
            _silos = await SiloProcesses.StartAsync(NodeAssembly.Path, 3, cancellationToken);
            File.Copy(typeof(SlowWordMapper).Assembly.Location, Path.Combine(_silos.JobAssemblies, "slow.dll"));
        }

        await _silos.ReplaceDeadAsync(cancellationToken);
        return _silos;
    }

    private byte[] Count()
    {
        var counts = File.ReadLines(Input).SelectMany(line => line.Split(' ')).CountBy(word => word)
            .Select(pair => (Key: System.Text.Encoding.UTF8.GetBytes(pair.Key), pair.Value))
            .OrderByDescending(pair => pair.Value)
            .ThenBy(pair => Convert.ToHexString(pair.Key), StringComparer.Ordinal);
        return [.. counts.SelectMany(pair => pair.Key.Concat(System.Text.Encoding.UTF8.GetBytes($"\t{pair.Value}\n")))];
    }
}
