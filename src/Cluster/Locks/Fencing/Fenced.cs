namespace Cluster.Locks.Fencing;

/// <summary>
/// Grain state that only the newest holder of a lock can change: a value and the newest fencing token that it was changed with. Both are written
/// together, and by ETag, so neither a second activation of the grain nor a crash can part them.
/// </summary>
/// <typeparam name="T">The state proper.</typeparam>
/// <example><code>
/// public sealed class OrderGrain([PersistentState("order")] IPersistentState&lt;Fenced&lt;Order&gt;&gt; order) : Grain, IOrderGrain
/// {
///     public async Task ChargeAsync(decimal amount, long token)
///     {
///         order.State.Enter(token, $"order {this.GetPrimaryKeyString()}"); // StaleTokenException: nothing happens
///         order.State.Value.Charged += amount;
///         await order.WriteStateAsync();
///     }
/// }
/// </code></example>
[GenerateSerializer, Alias("Cluster.Locks.Fenced`1")]
public sealed class Fenced<T> where T : new()
{
    /// <summary>The newest token that was accepted; 0 for none.</summary>
    [Id(0)]
    public long NewestToken { get; set; }

    /// <summary>The state. Change it only after <see cref="Enter"/>.</summary>
    [Id(1)]
    public T Value { get; set; } = new();

    /// <summary>Accepts a token that is not older than the newest accepted one; write the state afterwards, which makes it last.</summary>
    /// <param name="token">The fencing token of the caller's lock; greater than 0.</param>
    /// <param name="resource">What people call this state, for the error.</param>
    /// <exception cref="StaleTokenException">A newer token was accepted.</exception>
    public void Enter(long token, string resource)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(token);
        if (token < NewestToken)
            throw new StaleTokenException(resource, token, NewestToken);
        NewestToken = token;
    }
}
