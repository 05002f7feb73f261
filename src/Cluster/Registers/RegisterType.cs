namespace Cluster.Registers;

/// <summary>What kind of value a register has; registers of different types have names of their own.</summary>
public enum RegisterType
{
    /// <summary>One value, see <see cref="Register{T}"/>.</summary>
    Value,

    /// <summary>A counter that goes up and down.</summary>
    Counter,

    /// <summary>A counter that only grows.</summary>
    GrowOnlyCounter,

    /// <summary>A set whose replicas merge.</summary>
    Set,

    /// <summary>A map whose replicas merge.</summary>
    Map,

    /// <summary>Keeps all of several concurrent writes.</summary>
    MultiValue,

    /// <summary>One value that is kept in memory, see <see cref="RegisterDurability.Replicated"/>.</summary>
    Replicated,
}
