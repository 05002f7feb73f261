using Cluster.Client;
using Cluster.Tests.Hosting;
using Microsoft.Extensions.Configuration;

namespace Cluster.Tests.Client;

public sealed class ClusterConfigurationTests : IDisposable
{
    private const string ClientJson = """
        { "Orleans": { "ClusterId": "from-file", "ServiceId": "service", "Clustering": { "ProviderType": "Redis", "ServiceKey": "redis" } },
          "ConnectionStrings": { "redis": "127.0.0.1:1234" } }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Resolve_WithNeitherKeysNorFile_SaysWhatWouldDo()
    {
        var failure = Assert.Throws<ClusterException>(() => ClusterConfiguration.Resolve(Settings([]), _folder.Path));

        Assert.Contains("Orleans:Clustering:ProviderType", failure.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.Path, failure.Message, StringComparison.Ordinal);
        Assert.Contains("dotnet run --project AppHost", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_WithAFileAboveTheWorkingDirectory_ReadsTheNearest()
    {
        Write("", ClientJson.Replace("from-file", "farther", StringComparison.Ordinal));
        Write("a", ClientJson);
        var deep = Directory.CreateDirectory(Path.Combine(_folder.Path, "a", "b", "c")).FullName;

        var found = ClusterConfiguration.Resolve(Settings([]), deep);

        Assert.Equal("from-file", found.ClusterId);
        Assert.Equal(Path.Combine(_folder.Path, "a", ".cluster", "client.json"), found.Source);
        Assert.Equal("127.0.0.1:1234", found.Settings.GetConnectionString("redis"));
    }

    [Fact]
    public void Resolve_WithKeysAndAFile_TakesTheKeys()
    {
        Write("", ClientJson);

        var found = ClusterConfiguration.Resolve(
            Settings(new()
            {
                ["Orleans:ClusterId"] = "from-keys",
                ["Orleans:Clustering:ProviderType"] = "Sqlite",
                ["Orleans:Clustering:ServiceKey"] = "db",
                ["ConnectionStrings:db"] = "Data Source=x.db",
            }),
            _folder.Path);

        Assert.Equal("from-keys", found.ClusterId);
    }

    [Theory]
    [InlineData("Orleans:ClusterId", "Orleans:ClusterId")]
    [InlineData("ConnectionStrings:db", "ConnectionStrings:db")]
    public void Resolve_WithAKeyMissing_NamesIt(string missing, string named)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Orleans:ClusterId"] = "one",
            ["Orleans:Clustering:ProviderType"] = "Sqlite",
            ["Orleans:Clustering:ServiceKey"] = "db",
            ["ConnectionStrings:db"] = "Data Source=x.db",
        };
        settings.Remove(missing);

        var failure = Assert.Throws<ClusterException>(() => ClusterConfiguration.Resolve(Settings(settings), _folder.Path));

        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_WithASilosSettings_LeavesOutWhatIsForSilosAlone()
    {
        var found = ClusterConfiguration.Resolve(
            Settings(new()
            {
                ["Orleans:ClusterId"] = "one",
                ["Orleans:Clustering:ProviderType"] = "Sqlite",
                ["Orleans:Clustering:ServiceKey"] = "db",
                ["Orleans:Reminders:ProviderType"] = "Sqlite",
                ["Orleans:GrainStorage:Default:ProviderType"] = "Sqlite",
                ["ConnectionStrings:db"] = "Data Source=x.db",
            }),
            _folder.Path);

        Assert.False(found.Settings.GetSection("Orleans:Reminders").Exists());
        Assert.False(found.Settings.GetSection("Orleans:GrainStorage").Exists());
        Assert.Equal("Sqlite", found.Settings["Orleans:Clustering:ProviderType"]);
    }

    [Fact]
    public void Resolve_WithADamagedFile_SaysWhich()
    {
        Write("", "{ \"Orleans\": ");

        var failure = Assert.Throws<ClusterException>(() => ClusterConfiguration.Resolve(Settings([]), _folder.Path));

        Assert.Contains(Path.Combine(_folder.Path, ".cluster", "client.json"), failure.Message, StringComparison.Ordinal);
    }

    private static IConfiguration Settings(Dictionary<string, string?> values) => new ConfigurationBuilder().AddInMemoryCollection(values).Build();

    private void Write(string folder, string json)
    {
        var target = Directory.CreateDirectory(Path.Combine(_folder.Path, folder, ".cluster"));
        File.WriteAllText(Path.Combine(target.FullName, "client.json"), json);
    }
}
