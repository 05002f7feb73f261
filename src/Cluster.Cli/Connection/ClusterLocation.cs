using Cluster.LocalHosting.Control;
using Microsoft.Extensions.Configuration;

namespace Cluster.Cli.Connection;

/// <summary>
/// Which cluster a command means. In this order: the folder of <c>--data</c>; what the environment names (the variables that an AppHost
/// gives its processes, or those of <c>cluster env</c>); the nearest <c>.cluster</c> folder above the working directory whose AppHost runs.
/// </summary>
internal sealed class ClusterLocation
{
    private const string DataFolderName = ".cluster";
    private const string ClientFile = "client.json";

    private readonly string _missing;

    private ClusterLocation(ControlInfo? appHost, string? clientFile, string missing)
    {
        AppHost = appHost;
        ClientFilePath = clientFile;
        _missing = missing;
    }

    /// <summary>The AppHost that runs the cluster, or null when something else does.</summary>
    public ControlInfo? AppHost { get; }

    /// <summary>The file with the client's configuration, or null when the environment holds it.</summary>
    public string? ClientFilePath { get; }

    /// <exception cref="CommandFailedException">No cluster is there (exit code 3).</exception>
    public static ClusterLocation Find(string? data, string workingDirectory)
    {
        if (data is not null)
        {
            return InDataFolder(data);
        }

        var client = EnvironmentNamesCluster();
        if (Environment.GetEnvironmentVariable("CLUSTER_CONTROL_URL") is { Length: > 0 } && ControlClient.Find() is { } parent)
        {
            // The folder's file knows more than the variables do: the process.
            return new ClusterLocation(
                ControlClient.FindIn(parent.DataFolder) ?? parent, client ? null : Path.Combine(parent.DataFolder, ClientFile), "");
        }

        if (client)
        {
            return new ClusterLocation(
                null, null, "The environment names a cluster (Orleans__ClusterId) but no AppHost. Name the AppHost's .cluster folder with --data DIR.");
        }

        return ControlClient.Find(workingDirectory) is { } nearest
            ? new ClusterLocation(nearest, Path.Combine(nearest.DataFolder, ClientFile), "")
            : throw new CommandFailedException(
                ExitCode.NoCluster,
                $"No cluster runs here: no {DataFolderName} folder of a running AppHost in {workingDirectory} or above. "
                + "Start one with 'cluster up', or name its folder with --data DIR.");
    }

    /// <summary>The AppHost.</summary>
    /// <exception cref="CommandFailedException">None is known (exit code 3).</exception>
    public ControlInfo RequireAppHost() => AppHost ?? throw new CommandFailedException(ExitCode.NoCluster, _missing);

    /// <summary>The configuration of a client of the cluster.</summary>
    /// <exception cref="CommandFailedException">The AppHost has not written it yet (exit code 3).</exception>
    public IConfiguration ClientConfiguration()
    {
        if (ClientFilePath is null)
        {
            return new ConfigurationBuilder().AddEnvironmentVariables().Build();
        }

        return File.Exists(ClientFilePath)
            ? new ConfigurationBuilder().AddJsonFile(ClientFilePath, optional: false, reloadOnChange: false).Build()
            : throw new CommandFailedException(
                ExitCode.NoCluster, $"{ClientFilePath} is not there yet: the cluster is still starting. See 'cluster status'.");
    }

    private static ClusterLocation InDataFolder(string data)
    {
        var folder = new[] { data, Path.Combine(data, DataFolderName) }.FirstOrDefault(f => File.Exists(Path.Combine(f, ControlClient.FileName)))
            ?? throw new CommandFailedException(
                ExitCode.NoCluster, $"{data} is no data folder of a cluster: neither it nor its {DataFolderName} holds {ControlClient.FileName}.");
        return ControlClient.FindIn(folder) is { } info
            ? new ClusterLocation(info, Path.Combine(folder, ClientFile), "")
            : throw new CommandFailedException(
                ExitCode.NoCluster, $"The AppHost of {folder} has ended. Start it again with 'cluster up --data {folder}'.");
    }

    private static bool EnvironmentNamesCluster() =>
        Environment.GetEnvironmentVariable("Orleans__ClusterId") is { Length: > 0 }
        || Environment.GetEnvironmentVariable("Orleans:ClusterId") is { Length: > 0 };
}
