using System.Globalization;
using Cluster.Faults.Silos;
using Cluster.Sagas;
using Cluster.Tests.Hosting;
using Trips;

namespace Cluster.Faults.Sagas;

/// <summary>
/// Silos as processes, killed at random while trips are booked. Every saga ends, and what the participants hold is what the sagas that completed have taken.
/// CLUSTER_SAGA_FAULTS_SECONDS (60 for the full size) says how long silos are killed.
/// </summary>
[Collection(ThreeSilos.Name)]
public sealed class SagaFaultTests(ThreeSilos silos, ITestOutputHelper output) : IAsyncDisposable
{
    private const int Destinations = 16;
    private const int Callers = 8;
    private const int Stock = 100_000;

    private static TimeSpan KillFor => TimeSpan.FromSeconds(
        Environment.GetEnvironmentVariable("CLUSTER_SAGA_FAULTS_SECONDS") is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : 6);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => silos.LeaveAsync();

    [Fact]
    public async Task SilosKilledAtRandom_EverySagaEnds_AndEachEffectIsThereOnce()
    {
        var cluster = await silos.StandAsync();
        var client = await cluster.ConnectAsync();
        foreach (var destination in Enumerable.Range(0, Destinations))
            await Eventually.TrueAsync(() => OpenAsync(client, $"place-{destination}"), "the shelves are filled");

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var callers = Enumerable.Range(0, Callers).Select(caller => BookAsync(client, caller, enough.Token)).ToList();
        await KillAsync(cluster);
        await enough.CancelAsync();
        var ids = (await Task.WhenAll(callers)).SelectMany(started => started).ToList();
        output.WriteLine($"{ids.Count} sagas were started.");
        Assert.True(ids.Count > 20, $"only {ids.Count} sagas were started");

        var ends = await Task.WhenAll(ids.Select(id => EndAsync(client, id)));
        Assert.All(cluster.Nodes, node => Assert.False(node.HasExited, $"{node.Name} has ended by itself"));
        output.WriteLine($"{ends.Count(end => end.State == SagaState.Completed)} completed, {ends.Count(end => end.State == SagaState.Compensated)} compensated.");
        Assert.Contains(ends, end => end.State == SagaState.Completed);
        Assert.Contains(ends, end => end.State == SagaState.Compensated);
        foreach (var place in ends.GroupBy(end => end.Trip.Destination))
            await CheckAsync(client, place.Key, [.. place]);
    }

    private static async Task<bool> OpenAsync(ClusterClient client, string destination)
    {
        try
        {
            await Trips.Stock.OpenAsync(client, destination, Stock, Stock, Stock, Token);
            return true;
        }
        catch (ClusterException)
        {
            return false;
        }
    }

    /// <summary>Starts trips one after the other; every third traveller cannot pay. What was started is given even when nobody said so in time.</summary>
    private static async Task<IReadOnlyList<string>> BookAsync(ClusterClient client, int caller, CancellationToken enough)
    {
        List<string> started = [];
        for (var i = 0; !enough.IsCancellationRequested; i++)
        {
            var trip = new Trip { Traveller = $"{caller}-{i}", Destination = $"place-{(caller + i) % Destinations}", Budget = i % 3 == 2 ? 100 : 1000 };
            var id = $"trip-{trip.Traveller}";
            started.Add(id);
            try
            {
                await client.Sagas.StartAsync("TripSaga", id, trip, enough);
                await Task.Delay(TimeSpan.FromMilliseconds(100), enough);
            }
            catch (Exception e) when (e is ClusterException or OperationCanceledException)
            {
                // It may have been accepted: the end tells.
            }
        }

        return started;
    }

    private async Task KillAsync(NodeCluster cluster)
    {
        var until = DateTimeOffset.UtcNow + KillFor;
        for (var kills = 1; DateTimeOffset.UtcNow < until; kills++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1 + (2 * Random.Shared.NextDouble())), Token);
            var victim = cluster.Nodes[Random.Shared.Next(cluster.Nodes.Count)];
            output.WriteLine($"{DateTimeOffset.UtcNow:HH:mm:ss.fff} kill -9 {victim.Name} ({kills})");
            victim.Kill();
            await cluster.StartAsync(victim.Name);
        }
    }

    /// <summary>How a saga ended. One whose start nobody confirmed is started again, which starts nothing if it was accepted.</summary>
    private static async Task<(SagaState State, Trip Trip)> EndAsync(ClusterClient client, string id)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        SagaStatus? last = null;
        Exception? failure = null;
        while (true)
        {
            try
            {
                await foreach (var status in client.Sagas.Get(id).WatchAsync(patience.Token))
                    last = status;
                var result = await client.Sagas.Get(id).WaitAsync<Trip>(patience.Token);
                return (result.State, result.Value);
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested)
            {
                Assert.Fail($"The saga {id} has not ended. {failure?.GetType().Name} {failure?.Message} {last} {string.Join(", ", last?.Steps.Select(step => step.ToString()) ?? [])}");
            }
            catch (SagaNotFoundException)
            {
                var (caller, number) = (id.Split('-')[1], int.Parse(id.Split('-')[2], CultureInfo.InvariantCulture));
                var trip = new Trip
                {
                    Traveller = $"{caller}-{number}",
                    Destination = $"place-{(int.Parse(caller, CultureInfo.InvariantCulture) + number) % Destinations}",
                    Budget = number % 3 == 2 ? 100 : 1000,
                };
                await RepeatAsync(() => client.Sagas.StartAsync("TripSaga", id, trip, patience.Token), patience.Token);
            }
            catch (ClusterException e) when (!patience.IsCancellationRequested)
            {
                failure = e;
                await Task.Delay(TimeSpan.FromMilliseconds(200), CancellationToken.None);
            }
        }
    }

    private static async Task RepeatAsync(Func<Task> call, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await call();
                return;
            }
            catch (ClusterException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
            }
        }
    }

    private static async Task CheckAsync(ClusterClient client, string destination, IReadOnlyList<(SagaState State, Trip Trip)> ends)
    {
        var completed = ends.Where(end => end.State == SagaState.Completed).Select(end => end.Trip).ToList();
        Assert.All(ends, end => Assert.Equal(end.State == SagaState.Completed ? ["car", "flight", "hotel"] : [], end.Trip.Booked.Order()));
        foreach (var what in new[] { "flight", "hotel", "car" })
            Assert.Equal((what, Stock - completed.Count), (what, await Trips.Stock.LeftAsync(client, what, destination, Token)));
        var income = await client.Registers.Get<Guarded<int>>(TripSaga.IncomeOf(destination)).ReadAsync(cancellationToken: Token);
        Assert.Equal(completed.Count * TripSaga.Price, income.Value?.Value ?? 0);
        await Eventually.TrueAsync(
            async () => (await TicketsAsync(client, destination)).SequenceEqual(completed.Select(trip => trip.Traveller).Order(StringComparer.Ordinal)),
            $"every traveller to {destination} has one ticket");
    }

    private static async Task<IEnumerable<string>> TicketsAsync(ClusterClient client, string destination)
    {
        var sent = await client.Registers.Get<SortedDictionary<string, string>>(TicketOffice.SentTo(destination)).ReadAsync(cancellationToken: Token);
        return (sent.Value ?? []).Values.Order(StringComparer.Ordinal);
    }
}
