namespace Cluster.Sagas;

/// <summary>
/// Takes the messages of one type that steps of sagas and transactions send. Registered at the silos with <c>AddOutboxHandler</c>. A message is handed over at least once, until this returns without an exception;
/// it takes effect once if the receiver tells repetitions by the key, see <see cref="StepLedger"/> and <see cref="StepBarrier"/>.
/// </summary>
/// <typeparam name="TMessage">The type of the messages.</typeparam>
public interface IOutboxHandler<in TMessage>
    where TMessage : class
{
    /// <summary>Hands a message on.</summary>
    /// <param name="message">The message.</param>
    /// <param name="key">Its identity, the same each time it is handed over.</param>
    /// <param name="cancellationToken">Cancelled when it takes longer than 30 s, or the silo stops.</param>
    Task HandleAsync(TMessage message, string key, CancellationToken cancellationToken);
}
