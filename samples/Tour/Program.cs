// The tour: a client of the cluster, started last by the AppHost. Each step shows one thing that the cluster does.
using Cluster;
using Cluster.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Trips;

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.ClearProviders(); // what a person sees here is the tour
builder.AddServiceDefaults();
builder.Services.AddCluster(builder.Configuration);
using var host = builder.Build();
using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
try
{
    await host.StartAsync(deadline.Token);
    var cluster = host.Services.GetRequiredService<ClusterClient>();
    await MeetTheSilosAsync(cluster, deadline.Token);
    await CountWordsAsync(cluster, deadline.Token);
    await TakeALockAsync(cluster, deadline.Token);
    await RememberTheVisitAsync(cluster, deadline.Token);
    await MoveMoneyAsync(cluster, deadline.Token);
    await BookTripsAsync(cluster, deadline.Token);
    WhatToTryNext();
    return 0;
}
catch (Exception e) when (e is ClusterException or OperationCanceledException)
{
    Console.Error.WriteLine($"The tour ends here: {(e is ClusterException ? e.Message : "no answer within two minutes.")}");
    Console.Error.WriteLine("'cluster status' shows what runs, 'cluster logs silo' what the silos say.");
    return 1;
}

static async Task MeetTheSilosAsync(ClusterClient cluster, CancellationToken cancellationToken)
{
    var silos = await cluster.Silos.ListAsync(cancellationToken: cancellationToken);
    Console.WriteLine($"A cluster of {silos.Count} silos: {string.Join(", ", silos.Select(silo => silo.Name))}.");
}

static async Task CountWordsAsync(ClusterClient cluster, CancellationToken cancellationToken)
{
    // Small splits, so that a small book has work for every silo.
    var job = await cluster.Data.StartAsync(new WordCountOptions { Paths = [Book], SplitBytes = 64 << 10 }, cancellationToken);
    var result = await job.WaitAsync(cancellationToken);
    var status = await job.GetStatusAsync(cancellationToken);

    Console.WriteLine();
    Console.WriteLine("The words of Pride and Prejudice:");
    foreach (var (word, count) in result.Top)
    {
        Console.WriteLine($"{word,8} {count,6:N0} {new string('#', (int)(40 * count / result.Top[0].Value))}");
    }

    var silos = status.Partitions.Select(partition => partition.Silo).Distinct().Order();
    Console.WriteLine($"{result.Total:N0} words, {result.Distinct:N0} different, counted in {result.Elapsed.TotalSeconds:0.00} s on {string.Join(", ", silos)}.");
}

static async Task TakeALockAsync(ClusterClient cluster, CancellationToken cancellationToken)
{
    var tokens = new List<long>();
    for (var i = 0; i < 2; i++)
    {
        await using var held = await cluster.Locks.AcquireAsync("tour", cancellationToken);
        tokens.Add(held.FencingToken);
    }

    Console.WriteLine();
    Console.WriteLine($"The lock 'tour', taken twice, came with the fencing tokens {tokens[0]} and {tokens[1]}: they rise for ever.");
}

static async Task RememberTheVisitAsync(ClusterClient cluster, CancellationToken cancellationToken)
{
    // A register: one value on the disks of a majority of the silos, changed by compare-and-set. It is still there at the next start.
    var visits = await cluster.Registers.Get<int>("tour/visits").UpdateAsync(now => now.Value + 1, cancellationToken);
    Console.WriteLine();
    Console.WriteLine($"The register tour/visits says {visits.Value} (version {visits.Version}, written through {visits.Replica}).");
}

static async Task MoveMoneyAsync(ClusterClient cluster, CancellationToken cancellationToken)
{
    // A transaction: both registers change at one moment, or neither does, whatever crashes in between.
    var (alice, bob) = (cluster.Registers.Get<int>("tour/alice"), cluster.Registers.Get<int>("tour/bob"));
    var (left, right) = await cluster.Transactions.RunAsync(
        async transaction =>
        {
            var (from, to) = (await transaction.ReadAsync(alice), await transaction.ReadAsync(bob));
            transaction.Write(alice, from.Value - 30);
            transaction.Write(bob, to.Value + 30);
            return (from.Value - 30, to.Value + 30);
        },
        cancellationToken: cancellationToken);
    Console.WriteLine();
    Console.WriteLine($"A transaction moved 30 from tour/alice to tour/bob: {left} and {right}, together {left + right}.");
}

static async Task BookTripsAsync(ClusterClient cluster, CancellationToken cancellationToken)
{
    // A saga: flight, then hotel and car, then payment. Who cannot pay gives everything back. The silos have to know its class.
    if (!(await cluster.Sagas.ListKindsAsync(cancellationToken)).Any(kind => kind.Name == nameof(TripSaga)))
    {
        return;
    }

    await Stock.OpenAsync(cluster, "Lisbon", 1000, 1000, 1000, cancellationToken);
    Console.WriteLine();
    foreach (var (traveller, budget) in new[] { ("Ada", 1000), ("Bob", 100) })
    {
        var trip = new Trip { Traveller = traveller, Destination = "Lisbon", Budget = budget };
        var saga = await cluster.Sagas.StartAsync(nameof(TripSaga), $"tour-{traveller}-{Guid.NewGuid().ToString("N")[..6]}", trip, cancellationToken);
        var result = await saga.WaitAsync<Trip>(cancellationToken);
        Console.WriteLine(result.IsCompleted
            ? $"The saga {saga.Id} booked {string.Join(", ", result.Value.Booked)} for {traveller}."
            : $"The saga {saga.Id} turned back ({result.Failure}) and gave back what it had booked.");
    }
}

static void WhatToTryNext()
{
    Console.WriteLine();
    Console.WriteLine("Try next ('cluster' stands for 'dotnet run --project src/Cluster.Cli --' until it is installed):");
    Console.WriteLine($"  cluster wordcount {Book} --top 20");
    Console.WriteLine("  cluster scale silo 5           more silos, while it runs");
    Console.WriteLine("  cluster status                 then kill -9 a silo's PROCESS and look again: it is back, and no job was lost");
    Console.WriteLine("  dotnet run --project samples/Bank   transactions over grains of your own, in a silo that the program hosts");
    if (Environment.GetEnvironmentVariable("services__dashboard__http__0") is { } dashboard)
    {
        Console.WriteLine($"  {dashboard,-30} the dashboard: resources, silos, jobs");
    }
}

internal static partial class Program
{
    private static string Book => Path.Combine(AppContext.BaseDirectory, "austen-prideprejudice.txt");
}
