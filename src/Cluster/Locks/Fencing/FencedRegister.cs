using Cluster.Registers;

namespace Cluster.Locks.Fencing;

/// <summary>
/// A replicated register that only the newest holder of a lock can change. The value and the newest fencing token that was seen are one value of the register, replaced by
/// compare-and-set. Cheap to make; any number of objects of one name are the same register. Safe for use by many threads at once.
/// </summary>
/// <remarks>
/// <b>What holds</b>: once a token has been accepted here, no call with an older one changes the register, whatever crashes, pauses or is cut off and whatever clocks do: it rests on the
/// register's compare-and-set alone, which is linearizable and outlives the crash of all silos.
/// <b>What it rests on</b>: that nobody writes to the register of this name past this class.
/// <b>What it costs</b>: a strong read and a compare-and-set for each change.
/// </remarks>
/// <typeparam name="T">The type of its values: what Orleans' serializer takes.</typeparam>
/// <example><code>
/// var balance = new FencedRegister&lt;decimal&gt;(cluster.Registers, "accounts/42");
/// await using var held = await cluster.Locks.AcquireAsync("accounts/42", cancellationToken);
/// await balance.UpdateAsync(now => now.Value + 10, held.FencingToken, cancellationToken);
/// </code></example>
public sealed class FencedRegister<T>
{
    private readonly Register<FencedValue<T>> _register;

    /// <summary>A fenced register by its name.</summary>
    /// <exception cref="ArgumentException">The name is empty or longer than <see cref="ClusterRegisters.MaxNameLength"/>.</exception>
    public FencedRegister(ClusterRegisters registers, string name)
    {
        ArgumentNullException.ThrowIfNull(registers);
        _register = registers.Get<FencedValue<T>>(name);
    }

    /// <summary>The register's name.</summary>
    public string Name => _register.Name;

    /// <summary>Writes a value over whatever is there.</summary>
    /// <param name="value">The value.</param>
    /// <param name="token">The fencing token of the lock that guards the register; greater than 0.</param>
    /// <param name="cancellationToken">Stops waiting; the write may have happened, or may yet.</param>
    /// <returns>What the register holds after it.</returns>
    /// <exception cref="StaleTokenException">A newer token was seen. Nothing was changed.</exception>
    /// <exception cref="QuorumUnreachableException">Not enough replicas answered in time; its property says whether the write may have happened.</exception>
    /// <exception cref="OutcomeUnknownException">The silo that was to carry it out was lost: the write may have happened, may yet (unless a newer token is accepted before), or never will.</exception>
    public ValueTask<FencedValue<T>> WriteAsync(T value, long token, CancellationToken cancellationToken = default) =>
        ChangeAsync(_ => new FencedValue<T>(true, value, token), token, cancellationToken);

    /// <summary>Reads, computes and writes, again if a holder of the same token wrote in between.</summary>
    /// <param name="change">Gives the new value for what the register holds. May be called several times.</param>
    /// <param name="token">The fencing token of the lock that guards the register; greater than 0.</param>
    /// <param name="cancellationToken">Stops waiting; the write may have happened, or may yet.</param>
    /// <inheritdoc cref="WriteAsync" path="/returns"/>
    /// <inheritdoc cref="WriteAsync" path="/exception"/>
    public ValueTask<FencedValue<T>> UpdateAsync(Func<FencedValue<T>, T> change, long token, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        return ChangeAsync(now => new FencedValue<T>(true, change(now), token), token, cancellationToken);
    }

    /// <summary>Takes the value away; the newest token stays, so that older ones are refused as before.</summary>
    /// <inheritdoc cref="WriteAsync"/>
    public ValueTask<FencedValue<T>> DeleteAsync(long token, CancellationToken cancellationToken = default) =>
        ChangeAsync(_ => new FencedValue<T>(false, default, token), token, cancellationToken);

    /// <summary>
    /// Reads the value; from now on older tokens are refused, so that what is read can be changed and written back without overwriting what an older holder
    /// writes in between.
    /// </summary>
    /// <param name="token">The fencing token of the lock that guards the register; greater than 0.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <inheritdoc cref="WriteAsync" path="/returns"/>
    /// <inheritdoc cref="WriteAsync" path="/exception"/>
    public ValueTask<FencedValue<T>> ReadAsync(long token, CancellationToken cancellationToken = default) =>
        ChangeAsync(now => now.NewestToken == token ? now : now with { NewestToken = token }, token, cancellationToken);

    /// <summary>Reads the value as anybody may, without a token: it refuses nobody, and keeps nobody out.</summary>
    /// <param name="level">What the read promises; <see cref="ConsistencyLevel.Strong"/> by default.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <inheritdoc cref="Register{T}.ReadAsync" path="/exception"/>
    public async ValueTask<FencedValue<T>> PeekAsync(ConsistencyLevel? level = null, CancellationToken cancellationToken = default) =>
        Held(await _register.ReadAsync(level, cancellationToken));

    private static FencedValue<T> Held(RegisterValue<FencedValue<T>> read) => read is { Exists: true, Value: { } held } ? held : FencedValue<T>.None;

    private async ValueTask<FencedValue<T>> ChangeAsync(Func<FencedValue<T>, FencedValue<T>> change, long token, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(token);
        var read = await _register.ReadAsync(cancellationToken: cancellationToken);
        while (true)
        {
            var now = Held(read);
            if (token < now.NewestToken)
                throw new StaleTokenException($"The register {Name}", token, now.NewestToken);
            var next = change(now);
            if (ReferenceEquals(next, now))
                return now;
            var swapped = await _register.CompareAndSetAsync(read.Exists ? read.Version : RegisterVersion.None, next, cancellationToken: cancellationToken);
            if (swapped.Succeeded)
                return next;
            read = swapped.Current;
        }
    }
}
