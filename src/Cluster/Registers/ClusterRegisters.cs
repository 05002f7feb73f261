using Cluster.Registers.Calling;
using Cluster.Registers.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Cluster.Registers;

/// <summary>Replicated registers: small named values on several silos' disks, read and written linearizably.</summary>
public sealed class ClusterRegisters
{
    /// <summary>The longest name, in UTF-16 code units.</summary>
    public const int MaxNameLength = 512;

    /// <summary>The largest value, in bytes as Orleans' serializer writes it: 64 KiB.</summary>
    public const int MaxValueBytes = 64 << 10;

    private static readonly Lazy<Serializer> Fallback = new(() => new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>());

    private readonly Lazy<RegisterClient> _client;
    private readonly Lazy<Serializer> _serializer;

    internal ClusterRegisters(IGrainFactory grains, TimeProvider time, RegistersClientOptions options, Serializer? serializer)
    {
        _client = new Lazy<RegisterClient>(() => new RegisterClient(grains, time, options));
        _serializer = serializer is null ? Fallback : new Lazy<Serializer>(serializer);
    }

    /// <summary>A register by its name. Nothing is sent; a register that was never written is absent.</summary>
    /// <exception cref="ArgumentException">The name is empty or longer than <see cref="MaxNameLength"/>.</exception>
    public Register<T> Get<T>(string name) => new(this, Checked(name));

    internal static string Checked(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return name.Length <= MaxNameLength
            ? name
            : throw new ArgumentException($"The name of a register has at most {MaxNameLength} characters; this one has {name.Length}.", nameof(name));
    }

    internal byte[] Bytes<T>(T value)
    {
        var bytes = _serializer.Value.SerializeToArray(value);
        return bytes.Length <= MaxValueBytes
            ? bytes
            : throw new ArgumentException($"The value of a register has at most {MaxValueBytes:N0} bytes when it is serialized; this one has {bytes.Length:N0}.", nameof(value));
    }

    internal RegisterValue<T> Read<T>(RegisterReply reply) => new()
    {
        Exists = reply.Value is not null,
        Value = reply.Value is null ? default : _serializer.Value.Deserialize<T>(reply.Value),
        Version = reply.Version,
        Replica = reply.Replica,
    };

    internal async Task<RegisterReply> SendAsync(
        string name, RegisterOpKind kind, byte[]? value, RegisterVersion expected, CancellationToken cancellationToken)
    {
        var reply = await _client.Value.ExecuteAsync(name, kind, value, expected, cancellationToken);
        return reply.Kind switch
        {
            RegisterReplyKind.Done or RegisterReplyKind.Mismatch => reply,
            RegisterReplyKind.NoQuorum => throw new QuorumUnreachableException(
                $"No majority of the replicas of register '{name}' answered in time. The operation had no effect.", mayHaveTakenEffect: false),
            RegisterReplyKind.NoQuorumUnknown => throw new QuorumUnreachableException(
                $"No majority of the replicas of register '{name}' answered in time. The write may have happened, may yet, or never will: read before you repeat it.",
                mayHaveTakenEffect: true),
            _ => throw new OutcomeUnknownException(
                $"What became of the write to register '{name}' is not known: the silo that carried it out was lost, or another writer came between. Read before you repeat it."),
        };
    }
}
