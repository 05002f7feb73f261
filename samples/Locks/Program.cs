// Locks in a program of your own. Start it twice, beside each other: one process leads, both make transfers, and neither waits for the other for ever.
using Cluster;
using Cluster.Locks;
using Cluster.Locks.Fencing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var builder = Host.CreateApplicationBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddCluster(builder.Configuration);
using var host = builder.Build();
await host.StartAsync();
var cluster = host.Services.GetRequiredService<ClusterClient>();
var locks = cluster.Locks;

// A lock, and a file that keeps out whoever has lost it: an older token is refused, whatever its owner believes.
await using (var held = await locks.AcquireAsync("sample/report"))
{
    await new FencedFile("report.txt").WriteAsync($"written by process {Environment.ProcessId}", held.FencingToken);
    Console.WriteLine($"wrote report.txt under token {held.FencingToken}");
}

// The same with a replicated register: the cluster keeps the newest token beside the value.
await using (var held = await locks.AcquireAsync("sample/runs"))
{
    var runs = await new FencedRegister<int>(cluster.Registers, "sample/runs").UpdateAsync(now => now.Value + 1, held.FencingToken);
    Console.WriteLine($"run {runs.Value} of this sample, counted under token {runs.NewestToken}");
}

// Two locks, taken crosswise by transfers in both directions. One of two that wait for each other is told, lets go, and begins anew.
await Task.WhenAll(TransferAsync("accounts/1", "accounts/2"), TransferAsync("accounts/2", "accounts/1"));

// Or all at once, in an order that cannot deadlock.
await using (var both = await locks.AcquireAllAsync(["accounts/2", "accounts/1"]))
{
    Console.WriteLine($"closed the books of {string.Join(" and ", both.Select(held => held.Name))}");
}

// One of all processes leads; the next takes over when it resigns, or within its lease (10 s) when it is killed.
await using var leadership = await locks.LeaderElection("sample/scheduler").CampaignAsync();
Console.WriteLine($"process {Environment.ProcessId} leads in term {leadership.Term}, for three seconds");
await Task.Delay(TimeSpan.FromSeconds(3), leadership.Lost).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
await leadership.ResignAsync();
await host.StopAsync();

async Task TransferAsync(string from, string to)
{
    using var transfer = LockOwner.Begin($"transfer from {from} to {to}");
    while (true)
    {
        try
        {
            await using var source = await locks.AcquireAsync(from);
            await Task.Delay(100); // long enough for the other one to take its first lock
            await using var target = await locks.AcquireAsync(to);
            Console.WriteLine($"{transfer} is done");
            return;
        }
        catch (DeadlockException deadlock)
        {
            Console.WriteLine(deadlock.Message);
        }
    }
}
