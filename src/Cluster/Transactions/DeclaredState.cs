using Orleans.Runtime;

namespace Cluster.Transactions;

/// <summary>Names a state of a grain: the one that the grain's constructor takes as <c>[TransactionalState(name)]</c>.</summary>
public abstract record DeclaredState
{
    private protected DeclaredState(GrainId grain, string name) => (Grain, Name) = (grain, name);

    /// <summary>The grain.</summary>
    public GrainId Grain { get; }

    /// <summary>The state's name in the grain.</summary>
    public string Name { get; }

    /// <summary>Names a state.</summary>
    /// <param name="grain">The grain; it need not be active.</param>
    /// <param name="name">The state's name in the grain.</param>
    /// <typeparam name="T">The state's type: the same that the grain's <see cref="ITransactionalState{T}"/> has. Another one is not noticed before somebody reads what was written.</typeparam>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static DeclaredState<T> Of<T>(IAddressable grain, string name)
    {
        ArgumentNullException.ThrowIfNull(grain);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new DeclaredState<T>(grain.GetGrainId(), name);
    }
}

/// <summary>A <see cref="DeclaredState"/> with its type.</summary>
/// <typeparam name="T">The type of the grain's <see cref="ITransactionalState{T}"/>.</typeparam>
public sealed record DeclaredState<T> : DeclaredState
{
    internal DeclaredState(GrainId grain, string name) : base(grain, name)
    {
    }
}
