using Cluster;
using Cluster.Sagas;

namespace Trips;

/// <summary>Fills the shelves.</summary>
public static class Stock
{
    /// <summary>Sees to it that a destination has been given seats, rooms and cars, once.</summary>
    public static async Task OpenAsync(ClusterClient cluster, string destination, int flights, int hotels, int cars, CancellationToken cancellationToken = default)
    {
        foreach (var (what, count) in new[] { ("flight", flights), ("hotel", hotels), ("car", cars) })
        {
            await cluster.Registers.Get<Guarded<int>>(TripSaga.StockOf(what, destination)).UpdateAsync(
                shelf => shelf.Value ?? new Guarded<int> { Value = count }, cancellationToken);
        }
    }

    /// <summary>What is left of something at a destination.</summary>
    public static async Task<int> LeftAsync(ClusterClient cluster, string what, string destination, CancellationToken cancellationToken = default) =>
        (await cluster.Registers.Get<Guarded<int>>(TripSaga.StockOf(what, destination)).ReadAsync(cancellationToken: cancellationToken)).Value?.Value ?? 0;
}
