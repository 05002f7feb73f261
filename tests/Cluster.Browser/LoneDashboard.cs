using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Cluster.Browser;

/// <summary>The dashboard by itself: with a token, without the local engine, and before there is a cluster.</summary>
public sealed class LoneDashboard : IAsyncLifetime
{
    /// <summary>What it asks everybody for.</summary>
    public const string Token = "a-token-of-some-length";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cluster-dashboard-");
    private ProgramRun? _dashboard;

    /// <summary>Calls it without a token.</summary>
    public HttpClient Http { get; } = new() { BaseAddress = new Uri($"http://127.0.0.1:{FreePort()}") };

    public string Url => Http.BaseAddress!.ToString().TrimEnd('/');

    public async ValueTask InitializeAsync()
    {
        _dashboard = ProgramRun.Start(Repository.Dashboard, _folder.FullName, [], new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = Url,
            ["ASPNETCORE_ENVIRONMENT"] = "Anything",
            ["CLUSTER_DATA"] = _folder.FullName,
            ["CLUSTER_CONTROL_URL"] = "",
            ["Orleans__ClusterId"] = "lone",
            ["Orleans__ServiceId"] = "lone",
            ["Orleans__Clustering__ProviderType"] = "Sqlite",
            ["Orleans__Clustering__ServiceKey"] = "members",
            ["ConnectionStrings__members"] = $"Data Source={Path.Combine(_folder.FullName, "members.db")}",
            ["Cluster__Dashboard__Token"] = Token,
        });
        await Patience.UntilAsync(
            () =>
            {
                _dashboard.ThrowIfEnded();
                return Http.GetAsync("/alive");
            },
            alive => alive.IsSuccessStatusCode,
            "the dashboard to listen");
    }

    public async ValueTask DisposeAsync()
    {
        if (_dashboard is not null)
        {
            await _dashboard.DisposeAsync();
        }

        Http.Dispose();
        _folder.Delete(recursive: true);
    }

    public async Task<HttpResponseMessage> GetAsync(string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
