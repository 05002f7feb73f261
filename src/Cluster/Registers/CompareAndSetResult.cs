namespace Cluster.Registers;

/// <summary>What became of a compare-and-set.</summary>
/// <typeparam name="T">The type of the register's values.</typeparam>
/// <param name="Succeeded">Whether the register had the expected version and holds the new value.</param>
/// <param name="Current">What the register holds now: the new value, or what stood in its way.</param>
public sealed record CompareAndSetResult<T>(bool Succeeded, RegisterValue<T> Current);
