using Cluster.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>Where a silo keeps its log.</summary>
internal static class RegisterFolder
{
    /// <summary>See <see cref="ClusterRegistersOptions.Folder"/>.</summary>
    public static string Of(string silo, ClusterRegistersOptions options, IConfiguration configuration) =>
        Path.GetFullPath(Path.Combine(options.Folder ?? Path.Combine(DataFolder(configuration), "registers"), silo));

    private static string DataFolder(IConfiguration configuration)
    {
        if (configuration["CLUSTER_DATA"] is { Length: > 0 } data)
            return data;
        var storage = configuration.GetSection("Orleans:GrainStorage:Default");
        return string.Equals(storage["ProviderType"], "Sqlite", StringComparison.OrdinalIgnoreCase)
            && new SqliteConnectionStringBuilder(configuration.RequireConnectionString(storage)).DataSource is { Length: > 0 } database
            && Path.GetDirectoryName(Path.GetFullPath(database)) is { } folder
            ? folder
            : ".cluster";
    }
}
