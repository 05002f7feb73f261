using System.Reflection;
using Cluster.Transactions;
using Cluster.Transactions.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Cluster.Silo.Transactions.Hosting;

/// <summary>A state of a grain: an item of its participant.</summary>
internal sealed class TransactionalState<T> : ITransactionalState<T>
{
    /// <summary>What a state holds that was never written.</summary>
    internal static readonly Func<T> Initial = FindInitial();

    private readonly ParticipantHost _host;
    private readonly Serializer<T> _serializer;
    private readonly string _name;

    public TransactionalState([ServiceKey] string name, IGrainContextAccessor contexts, GrainParticipants participants, Serializer<T> serializer)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _host = participants.Of(contexts.GrainContext ?? throw new InvalidOperationException("Transactional state belongs to a grain: take it in a grain's constructor."));
        (_name, _serializer) = (name, serializer);
        _host.Declare(name);
    }

    public async Task<T> ReadAsync() => Decode(await _host.OperateAsync(_name, Access.Read, null));

    public async Task<T> ReadForUpdateAsync() => Decode(await _host.OperateAsync(_name, Access.ReadForUpdate, null));

    public async Task WriteAsync(T value) => await _host.OperateAsync(_name, Access.Write, Encode(value));

    public async Task<T> UpdateAsync(Func<T, T> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var value = change(await ReadForUpdateAsync());
        await WriteAsync(value);
        return value;
    }

    public async Task UpdateAsync(Action<T> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var value = await ReadForUpdateAsync();
        change(value);
        await WriteAsync(value);
    }

    private static Func<T> FindInitial()
    {
        var type = typeof(T);
        return type is { IsValueType: false, IsAbstract: false } && type.GetConstructor(BindingFlags.Public | BindingFlags.Instance, []) is not null
            ? Activator.CreateInstance<T>
            : () => default!;
    }

    private T Decode(byte[]? bytes) => bytes is null ? Initial() : _serializer.Deserialize(bytes)!;

    private byte[] Encode(T value) => Check(_serializer.SerializeToArray(value), _name);

    /// <exception cref="ArgumentException">It is too large.</exception>
    internal static byte[] Check(byte[] value, string name) => value.Length <= ClusterTransactions.MaxStateBytes
        ? value
        : throw new ArgumentException(
            $"A transactional state has at most {ClusterTransactions.MaxStateBytes:N0} bytes when it is serialized; '{name}' would have {value.Length:N0}.", nameof(value));
}
