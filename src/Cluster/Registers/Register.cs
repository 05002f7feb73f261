using Cluster.Registers.Protocol;

namespace Cluster.Registers;

/// <summary>
/// A replicated register: a named cell with one value, kept on a majority of its replicas' disks. Cheap to make; any number of objects of one
/// name are the same register. Safe for use by many threads at once.
/// </summary>
/// <remarks>
/// <para>Reads, writes and compare-and-sets are linearizable: each takes effect at one moment between its call and its return, for all clients,
/// whatever crashes, pauses or is cut off. What was acknowledged survives the crash of all silos at once.</para>
/// <para>Values are what Orleans' serializer takes, up to <see cref="ClusterRegisters.MaxValueBytes"/>. Read a register as the type it was written as.</para>
/// </remarks>
/// <typeparam name="T">The type of its values.</typeparam>
/// <example><code>
/// var limit = cluster.Registers.Get&lt;int&gt;("orders/limit");
/// await limit.WriteAsync(100);
/// var raised = await limit.UpdateAsync(now => now.Value + 10);
/// </code></example>
public sealed class Register<T>
{
    private readonly ClusterRegisters _registers;

    internal Register(ClusterRegisters registers, string name) => (_registers, Name) = (registers, name);

    /// <summary>The register's name.</summary>
    public string Name { get; }

    /// <summary>Reads the value.</summary>
    /// <exception cref="QuorumUnreachableException">No majority of the replicas answered in time.</exception>
    public async ValueTask<RegisterValue<T>> ReadAsync(CancellationToken cancellationToken = default) =>
        _registers.Read<T>(await SendAsync(RegisterOpKind.Read, null, default, cancellationToken));

    /// <summary>Writes a value over whatever is there.</summary>
    /// <exception cref="QuorumUnreachableException">No majority of the replicas answered in time; its property says whether the write may have happened.</exception>
    /// <exception cref="OutcomeUnknownException">The silo that was to carry it out was lost: the write may have happened, may yet, or never will.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled. The write may have happened, or may yet.</exception>
    /// <exception cref="ArgumentException">The value is too large.</exception>
    public async ValueTask<RegisterWrite> WriteAsync(T value, CancellationToken cancellationToken = default)
    {
        var reply = await SendAsync(RegisterOpKind.Write, _registers.Bytes(value), default, cancellationToken);
        return new RegisterWrite(reply.Version, reply.Replica);
    }

    /// <summary>Writes a value if the register still has the version that was read.</summary>
    /// <param name="expectedVersion">From a read or a write; <see cref="RegisterVersion.None"/> expects an absent register, whether never written or deleted.</param>
    /// <param name="value">The value to write.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <inheritdoc cref="WriteAsync" path="/exception"/>
    public async ValueTask<CompareAndSetResult<T>> CompareAndSetAsync(RegisterVersion expectedVersion, T value, CancellationToken cancellationToken = default)
    {
        var reply = await SendAsync(RegisterOpKind.CompareAndSet, _registers.Bytes(value), expectedVersion, cancellationToken);
        return reply.Kind == RegisterReplyKind.Mismatch
            ? new CompareAndSetResult<T>(false, _registers.Read<T>(reply))
            : new CompareAndSetResult<T>(true, new RegisterValue<T> { Exists = true, Value = value, Version = reply.Version, Replica = reply.Replica });
    }

    /// <summary>Reads, computes and writes, again if somebody else wrote in between.</summary>
    /// <param name="change">Gives the new value for what the register holds. May be called several times.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>What the register holds after the update.</returns>
    /// <inheritdoc cref="WriteAsync" path="/exception"/>
    public async ValueTask<RegisterValue<T>> UpdateAsync(Func<RegisterValue<T>, T> change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        var current = await ReadAsync(cancellationToken);
        while (true)
        {
            var result = await CompareAndSetAsync(current.Exists ? current.Version : RegisterVersion.None, change(current), cancellationToken);
            if (result.Succeeded)
                return result.Current;
            current = result.Current;
        }
    }

    /// <summary>Makes the register absent. It counts as a write: the deletion has a version.</summary>
    /// <inheritdoc cref="WriteAsync" path="/exception"/>
    public async ValueTask<RegisterWrite> DeleteAsync(CancellationToken cancellationToken = default)
    {
        var reply = await SendAsync(RegisterOpKind.Write, null, default, cancellationToken);
        return new RegisterWrite(reply.Version, reply.Replica);
    }

    private Task<RegisterReply> SendAsync(RegisterOpKind kind, byte[]? value, RegisterVersion expected, CancellationToken cancellationToken) =>
        _registers.SendAsync(Name, kind, value, expected, cancellationToken);
}
