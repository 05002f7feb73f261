using Orleans;

namespace Trips;

/// <summary>What a traveller is sent.</summary>
[GenerateSerializer, Alias("Trips.Ticket")]
public sealed record Ticket
{
    /// <summary>Who travels.</summary>
    [Id(0)]
    public string Traveller { get; init; } = "";

    /// <summary>Where to.</summary>
    [Id(1)]
    public string Destination { get; init; } = "";
}
