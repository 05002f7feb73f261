using System.Runtime.CompilerServices;
using Cluster.Registers.Protocol;

namespace Cluster.Registers;

/// <summary>
/// A replicated register: a named cell with one value, on the disks of several silos. Cheap to make; any number of objects of one name are
/// the same register. Safe for use by many threads at once.
/// </summary>
/// <remarks>
/// <para>Unless an operation is given another <see cref="ConsistencyLevel"/> it is linearizable: it takes effect at one moment between its call and its return,
/// for all clients, whatever crashes, pauses or is cut off. What was acknowledged survives the crash of all silos at once, unless the register is kept in memory
/// (<see cref="RegisterDurability.Replicated"/>).</para>
/// <para>Values are what Orleans' serializer takes, up to <see cref="ClusterRegisters.MaxValueBytes"/>. Read a register as the type it was written as.</para>
/// </remarks>
/// <typeparam name="T">The type of its values.</typeparam>
/// <example><code>
/// var limit = cluster.Registers.Get&lt;int&gt;("orders/limit");
/// await limit.WriteAsync(100);
/// var raised = await limit.UpdateAsync(now => now.Value + 10);
/// var cheap = await limit.ReadAsync(ConsistencyLevel.BoundedStaleness(TimeSpan.FromSeconds(1)));
/// </code></example>
public sealed class Register<T>
{
    private readonly ClusterRegisters _registers;

    internal Register(ClusterRegisters registers, string name, RegisterDurability durability) => (_registers, Name, Durability) = (registers, name, durability);

    /// <summary>The register's name.</summary>
    public string Name { get; }

    /// <summary>Where its replicas keep it.</summary>
    public RegisterDurability Durability { get; }

    internal byte[] Bytes(T value) => _registers.Bytes(value);

    /// <summary>Reads the value.</summary>
    /// <param name="level">What the read promises; <see cref="ConsistencyLevel.Strong"/> by default.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="QuorumUnreachableException">Not enough replicas answered in time.</exception>
    /// <exception cref="StaleReplicasException">No replica that could be reached has what the session has seen.</exception>
    /// <exception cref="RegisterTypeException">The value was written as a type that cannot be read as <typeparamref name="T"/>.</exception>
    public async ValueTask<RegisterValue<T>> ReadAsync(ConsistencyLevel? level = null, CancellationToken cancellationToken = default)
    {
        var reply = await _registers.SendAsync(_registers.ReadOp(Name, Durability, level), level, cancellationToken);
        return _registers.Value<T>(reply, level);
    }

    /// <summary>Writes a value over whatever is there.</summary>
    /// <param name="value">The value.</param>
    /// <param name="level">What the write promises; <see cref="ConsistencyLevel.Strong"/> by default.</param>
    /// <param name="timeToLive">
    /// How long the value lasts; for ever by default. It is judged by the clock of the silo that serves the read: silos' clocks should agree to within what you care for.
    /// </param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="QuorumUnreachableException">Not enough replicas answered in time; its property says whether the write may have happened.</exception>
    /// <exception cref="OutcomeUnknownException">The silo that was to carry it out was lost: the write may have happened, may yet, or never will.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled. The write may have happened, or may yet.</exception>
    /// <exception cref="ArgumentException">The value is too large, or the time to live is not positive.</exception>
    public async ValueTask<RegisterWrite> WriteAsync(
        T value, ConsistencyLevel? level = null, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default)
    {
        var reply = await _registers.SendAsync(_registers.WriteOp(Name, Durability, _registers.Bytes(value), level, timeToLive), level, cancellationToken);
        return new RegisterWrite(reply.Version, reply.Replica);
    }

    /// <summary>Writes a value if the register still has the version that was read. Always strong.</summary>
    /// <param name="expectedVersion">From a strong read or write; <see cref="RegisterVersion.None"/> expects an absent register, whether never written, deleted or expired.</param>
    /// <param name="value">The value to write.</param>
    /// <param name="timeToLive">As with <see cref="WriteAsync"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <inheritdoc cref="WriteAsync" path="/exception"/>
    public async ValueTask<CompareAndSetResult<T>> CompareAndSetAsync(
        RegisterVersion expectedVersion, T value, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default)
    {
        if (!expectedVersion.IsStrong)
            throw new ArgumentException("A compare-and-set is strong and expects the version of a strong read or write; this one is of a weaker write.", nameof(expectedVersion));
        var op = _registers.WriteOp(Name, Durability, _registers.Bytes(value), null, timeToLive) with { Kind = RegisterOpKind.CompareAndSet, Expected = expectedVersion };
        var reply = await _registers.SendAsync(op, null, cancellationToken);
        return reply.Kind == RegisterReplyKind.Mismatch
            ? new CompareAndSetResult<T>(false, _registers.Value<T>(reply, null))
            : new CompareAndSetResult<T>(true, ClusterRegisters.Value(value, reply));
    }

    /// <summary>Reads, computes and writes, again if somebody else wrote in between. Always strong.</summary>
    /// <param name="change">Gives the new value for what the register holds. May be called several times.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>What the register holds after the update.</returns>
    /// <inheritdoc cref="WriteAsync" path="/exception"/>
    public async ValueTask<RegisterValue<T>> UpdateAsync(Func<RegisterValue<T>, T> change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        var current = await ReadAsync(cancellationToken: cancellationToken);
        while (true)
        {
            var result = await CompareAndSetAsync(
                current.Exists ? current.Version : RegisterVersion.None, change(current), cancellationToken: cancellationToken);
            if (result.Succeeded)
                return result.Current;
            current = result.Current;
        }
    }

    /// <summary>Makes the register absent. It counts as a write: the deletion has a version.</summary>
    /// <inheritdoc cref="WriteAsync"/>
    public async ValueTask<RegisterWrite> DeleteAsync(ConsistencyLevel? level = null, CancellationToken cancellationToken = default)
    {
        var reply = await _registers.SendAsync(_registers.WriteOp(Name, Durability, null, level, null), level, cancellationToken);
        return new RegisterWrite(reply.Version, reply.Replica);
    }

    /// <summary>
    /// Gives what the register holds, and then again after each change, by strong reads: never an older value after a newer one, and never a stop while
    /// a newer one is there. Changes that follow each other quickly may be told as one, by the last of them. Goes on over another silo when one dies, from
    /// the version that was told last, for as long as it takes.
    /// </summary>
    /// <param name="after">Begin with what is newer than this version, told by an earlier watch.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public async IAsyncEnumerable<RegisterValue<T>> WatchAsync(
        RegisterVersion? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (known, isKnown) = (after ?? RegisterVersion.None, after is not null);
        while (true)
        {
            var op = _registers.ReadOp(Name, Durability, null);
            var reply = await _registers.TrySendAsync(isKnown ? op with { Kind = RegisterOpKind.Watch, Expected = known } : op, cancellationToken);
            if (reply is null || (isKnown && reply.Version <= known))
                continue;
            (known, isKnown) = (reply.Version, true);
            yield return _registers.Value<T>(reply, null);
        }
    }
}
