using Orleans;

namespace Trips;

/// <summary>A trip that is being booked: the state of <see cref="TripSaga"/>.</summary>
[GenerateSerializer, Alias("Trips.Trip")]
public sealed record Trip
{
    /// <summary>Who travels.</summary>
    [Id(0)]
    public string Traveller { get; init; } = "";

    /// <summary>Where to.</summary>
    [Id(1)]
    public string Destination { get; init; } = "";

    /// <summary>What the traveller can pay; a trip costs <see cref="TripSaga.Price"/>.</summary>
    [Id(2)]
    public int Budget { get; init; } = 1000;

    /// <summary>What is booked: flight, hotel, car.</summary>
    [Id(3)]
    public IReadOnlyList<string> Booked { get; init; } = [];

    /// <summary>What was paid.</summary>
    [Id(4)]
    public int Paid { get; init; }
}
