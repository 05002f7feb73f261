using Cluster.Sagas;

namespace Trips;

/// <summary>
/// Books a flight, then a hotel and a car side by side, and pays. If the hotel is full, the flight is given back; if the traveller cannot pay, everything is. Seats, rooms and cars are counted
/// in replicated registers, which every step changes exactly once, whichever silo dies.
/// </summary>
public sealed class TripSaga : Saga<Trip>
{
    /// <summary>What a trip costs.</summary>
    public const int Price = 800;

    /// <inheritdoc/>
    protected override void Define(SagaBuilder<Trip> saga) => saga
        .Step("flight", BookAsync, GiveBackAsync)
        .Parallel(stage => stage
            .Step("hotel", BookAsync, GiveBackAsync)
            .Step("car", BookAsync, GiveBackAsync))
        .Pivot("payment", PayAsync)
        .Step("ticket", SendTicketAsync);

    /// <summary>The register that counts what is left of something at a destination.</summary>
    public static string StockOf(string what, string destination) => $"trips/{destination}/{what}";

    /// <summary>The register that sums up what was paid for a destination.</summary>
    public static string IncomeOf(string destination) => $"trips/{destination}/income";

    private static async Task BookAsync(SagaStep<Trip> step, CancellationToken cancellationToken)
    {
        await step.ApplyAsync(
            Stock(step), left => left > 0 ? left - 1 : throw new SagaStepRefusedException($"No {step.Name} is left in {step.State.Destination}."), cancellationToken);
        step.Update(trip => trip with { Booked = [.. trip.Booked, step.Name] });
    }

    private static async Task GiveBackAsync(SagaStep<Trip> step, CancellationToken cancellationToken)
    {
        await step.ApplyAsync(Stock(step), left => left + 1, cancellationToken);
        step.Update(trip => trip with { Booked = [.. trip.Booked.Where(booked => booked != step.Name)] });
    }

    private static async Task PayAsync(SagaStep<Trip> step, CancellationToken cancellationToken)
    {
        // Refused within ApplyAsync, the step is closed: after a crash nobody has to wonder whether an earlier attempt went through.
        var income = step.Cluster.Registers.Get<Guarded<int>>(IncomeOf(step.State.Destination));
        await step.ApplyAsync(
            income,
            paid => step.State.Budget >= Price ? paid + Price : throw new SagaStepRefusedException($"{step.State.Traveller} has {step.State.Budget}, and the trip costs {Price}."),
            cancellationToken);
        step.Update(trip => trip with { Paid = Price });
    }

    private static Task SendTicketAsync(SagaStep<Trip> step, CancellationToken cancellationToken)
    {
        step.Send("ticket", new Ticket { Traveller = step.State.Traveller, Destination = step.State.Destination });
        return Task.CompletedTask;
    }

    private static Cluster.Registers.Register<Guarded<int>> Stock(SagaStep<Trip> step) =>
        step.Cluster.Registers.Get<Guarded<int>>(StockOf(step.Name, step.State.Destination));
}
