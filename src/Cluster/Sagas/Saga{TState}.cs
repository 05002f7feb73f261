namespace Cluster.Sagas;

/// <summary>
/// A long-running transaction in steps, each of which is undone by a compensation of its own. Derive from it, and register it at the silos with <c>AddSaga</c>.
/// <code>
/// public sealed class TripSaga : Saga&lt;Trip&gt;
/// {
///     protected override void Define(SagaBuilder&lt;Trip&gt; saga) => saga
///         .Step("flight", BookFlightAsync, CancelFlightAsync)
///         .Parallel(stage => stage
///             .Step("hotel", BookHotelAsync, CancelHotelAsync)
///             .Step("car", RentCarAsync, ReturnCarAsync))
///         .Pivot("payment", PayAsync)
///         .Step("confirmation", SendConfirmationAsync);
/// }
/// </code>
/// </summary>
/// <remarks>
/// <para>A saga that was accepted ends completed or compensated, whichever silo dies. It is not isolated: others see what its steps did before it ends.</para>
/// <para>Each step and compensation is carried out at least once. It takes effect once if it is safe to repeat under its <see cref="SagaStep.Key"/>: see <see cref="StepLedger"/>,
/// <see cref="StepBarrier"/> and <see cref="StepRegisters"/>.</para>
/// <para>One object serves all sagas of its kind on a silo, many at once: keep nothing in its fields but what the constructor was given. It is made with the silo's services.</para>
/// <para>Source: Garcia-Molina and Salem, "Sagas", SIGMOD 1987.</para>
/// </remarks>
/// <typeparam name="TState">Its state: a class or record that Orleans' serializer takes, at most 32 KiB.</typeparam>
public abstract class Saga<TState> : Saga
    where TState : class
{
    /// <summary>Says what the steps are. Called once, when the silo starts.</summary>
    protected abstract void Define(SagaBuilder<TState> saga);

    internal override SagaDefinition Build()
    {
        var builder = new SagaBuilder<TState>(Name, Version);
        Define(builder);
        return builder.Build();
    }
}
