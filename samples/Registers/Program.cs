// One register at several levels: connects to the cluster of this folder, counts up strongly, and reads what that costs less.
using Cluster;
using Cluster.Registers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var builder = Host.CreateApplicationBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddCluster(builder.Configuration);
using var host = builder.Build();
await host.StartAsync();

var counter = host.Services.GetRequiredService<ClusterClient>().Registers.Get<int>("samples/counter");

// Linearizable: of a hundred callers at once none is lost.
await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => counter.UpdateAsync(now => now.Value + 1).AsTask()));
Show("strong", await counter.ReadAsync());

// At most a second old, mostly without asking anybody.
Show("bounded", await counter.ReadAsync(ConsistencyLevel.BoundedStaleness(TimeSpan.FromSeconds(1))));

// Whatever the nearest replica has; works even when it is the only one left.
Show("eventual", await counter.ReadAsync(ConsistencyLevel.Eventual));

// A session reads its own writes, also when its token has travelled to another process.
var note = host.Services.GetRequiredService<ClusterClient>().Registers.Get<string>("samples/note");
var session = new RegisterSession();
await note.WriteAsync($"counted to {(await counter.ReadAsync()).Value}", ConsistencyLevel.Session(session));
Show("session", await note.ReadAsync(ConsistencyLevel.Session(RegisterSession.Parse(session.ToString()))));

await host.StopAsync();

static void Show<T>(string level, RegisterValue<T> read) =>
    Console.WriteLine($"{level,-8} {read.Value} at version {read.Version}, from {read.Replica}, stale by {read.Staleness?.TotalMilliseconds.ToString("0") ?? "?"} ms at most");
