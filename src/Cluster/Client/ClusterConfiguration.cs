using Microsoft.Extensions.Configuration;

namespace Cluster.Client;

/// <summary>The settings that name a cluster, and where they were found.</summary>
internal sealed class ClusterConfiguration
{
    private const string ProviderTypeKey = "Orleans:Clustering:ProviderType";
    private const string ServiceKeyKey = "Orleans:Clustering:ServiceKey";
    private const string ClusterIdKey = "Orleans:ClusterId";

    private static readonly string[] SiloSections = ["Orleans:Reminders", "Orleans:GrainStorage", "Orleans:GrainDirectory", "Orleans:Endpoints"];

    /// <summary>The file that a local cluster writes for its clients, below its working directory.</summary>
    internal static readonly string ClientFile = Path.Combine(".cluster", "client.json");

    private ClusterConfiguration(IConfiguration settings, string source)
    {
        Settings = WithoutSiloSections(settings);
        Source = source;
        Validate();
    }

    public IConfiguration Settings { get; }

    /// <summary>For messages: "the configuration" or the path of a file.</summary>
    public string Source { get; }

    public string ClusterId => Settings[ClusterIdKey]!;

    public static ClusterConfiguration Resolve(IConfiguration configuration, string workingDirectory)
    {
        if (!string.IsNullOrEmpty(configuration[ProviderTypeKey]))
        {
            return new ClusterConfiguration(configuration, "the configuration");
        }

        var file = FindClientFile(workingDirectory) ?? throw new ClusterException(
            $"No cluster is configured: {ProviderTypeKey} is not set, and neither {workingDirectory} nor a folder above it holds {ClientFile}. " +
            "Start a local cluster (`dotnet run --project AppHost`, or `cluster up`) and run this program in the same folder or below, " +
            $"or set {ClusterIdKey}, {ProviderTypeKey} (Redis or Sqlite), {ServiceKeyKey} and the connection string that it names.");
        try
        {
            // The file's values stand below the host's own, so that a single key can be overridden.
            var settings = new ConfigurationBuilder().AddJsonFile(file, optional: false).AddConfiguration(configuration).Build();
            return new ClusterConfiguration(settings, file);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new ClusterException($"{file} names the cluster to connect to but cannot be read: {failure.Message} Remove it, or start the cluster again to have it rewritten.", failure);
        }
    }

    /// <summary>
    /// A silo's settings do for a client: what is for silos alone is left out, since Orleans would look for providers of them that a client does not have.
    /// </summary>
    private static IConfiguration WithoutSiloSections(IConfiguration settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.AsEnumerable().Where(setting => !Array.Exists(
            SiloSections, section => setting.Key.StartsWith(section, StringComparison.OrdinalIgnoreCase))))
        .Build();

    private static string? FindClientFile(string workingDirectory)
    {
        for (var folder = new DirectoryInfo(workingDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, ClientFile);
            if (File.Exists(file))
            {
                return file;
            }
        }

        return null;
    }

    private void Validate()
    {
        var provider = Settings[ProviderTypeKey];
        if (string.IsNullOrEmpty(provider))
        {
            throw new ClusterException($"{Source} does not set {ProviderTypeKey}; set it to Redis or Sqlite.");
        }

        if (string.IsNullOrEmpty(Settings[ClusterIdKey]))
        {
            throw new ClusterException($"{Source} sets {ProviderTypeKey} but not {ClusterIdKey}, the identity of the cluster to join.");
        }

        var isOwn = provider is "Redis" or "Sqlite";
        if (isOwn && Settings[ServiceKeyKey] is { Length: > 0 } name && string.IsNullOrEmpty(Settings.GetConnectionString(name)))
        {
            throw new ClusterException($"{Source} sets {ServiceKeyKey} to '{name}' but there is no connection string of that name; set ConnectionStrings:{name}.");
        }
    }
}
