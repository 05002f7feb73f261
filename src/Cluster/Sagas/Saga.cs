namespace Cluster.Sagas;

/// <summary>What all sagas have in common; derive from <see cref="Saga{TState}"/> or <see cref="TryConfirmCancel{TState}"/>.</summary>
public abstract class Saga
{
    private protected Saga()
    {
    }

    /// <summary>The name it is started by: 1 to 64 letters, digits, <c>-</c>, <c>_</c> or <c>.</c>; the class's own by default.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>
    /// The version of its steps; 1 by default. A saga goes on under the version that it was started with. Change the steps only together with the version, and register the old class
    /// beside the new one until its last saga has ended.
    /// </summary>
    public virtual int Version => 1;

    internal abstract SagaDefinition Build();
}
