// The smallest program of your own: connects to the cluster of this folder and counts the words of the files it is given.
using Cluster;
using Cluster.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var builder = Host.CreateApplicationBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddCluster(builder.Configuration);
using var host = builder.Build();
await host.StartAsync();

var cluster = host.Services.GetRequiredService<ClusterClient>();
var result = await cluster.Data.WordCountAsync(new WordCountOptions { Paths = [.. args.Select(Path.GetFullPath)], FoldCase = true });
foreach (var (word, count) in result.Top)
{
    Console.WriteLine($"{count,8:N0} {word}");
}

await host.StopAsync();
