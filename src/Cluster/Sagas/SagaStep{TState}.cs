using Orleans.Serialization;

namespace Cluster.Sagas;

/// <summary>One attempt of a step with the saga's state.</summary>
/// <typeparam name="TState">The type of the saga's state.</typeparam>
public sealed class SagaStep<TState> : SagaStep
    where TState : class
{
    private readonly Serializer _serializer;
    private readonly List<Func<TState, TState>> _updates = [];
    private readonly List<(string Name, object Message)> _messages = [];

    internal SagaStep(SagaStepIdentity identity, int attempt, IServiceProvider services, Serializer serializer, byte[] data) : base(identity, attempt, services)
    {
        _serializer = serializer;
        State = serializer.Deserialize<TState>(data)!;
    }

    /// <summary>The state as it was when the attempt began, with this attempt's own updates. Changing the object itself has no effect: use <see cref="Update"/>.</summary>
    public TState State { get; private set; }

    /// <summary>
    /// Changes the saga's state, once this attempt has succeeded: the new state is durable together with the step's end, or not at all. Steps that run side by side are applied one after the other,
    /// each to what the one before it left.
    /// </summary>
    /// <param name="change">Gives the new state for the one that is there; may be called more than once.</param>
    public void Update(Func<TState, TState> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        State = change(State);
        _updates.Add(change);
    }

    /// <summary>
    /// Sends a message once this attempt has succeeded: it becomes durable with the step's end, or not at all, and is then handed to the silo's
    /// <see cref="IOutboxHandler{TMessage}"/> until that took it. It leaves though the saga turns back later.
    /// </summary>
    /// <param name="name">Names the message among those of this step; its key is made of it.</param>
    /// <param name="message">What Orleans' serializer takes.</param>
    /// <exception cref="ArgumentException">The step has sent a message of this name.</exception>
    public void Send<TMessage>(string name, TMessage message)
        where TMessage : class
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(message);
        if (_messages.Any(sent => sent.Name == name))
            throw new ArgumentException($"The step '{Name}' has already sent a message named '{name}'.", nameof(name));
        _messages.Add((name, message));
    }

    internal StepEnd End() => new(
        _updates.Count == 0 ? static data => data : Apply,
        [.. _messages.Select(sent => ($"{IdempotencyKey}/{sent.Name}", _serializer.SerializeToArray(sent.Message)))]);

    private byte[] Apply(byte[] data) =>
        _serializer.SerializeToArray(_updates.Aggregate(_serializer.Deserialize<TState>(data)!, (state, change) => change(state)));
}
