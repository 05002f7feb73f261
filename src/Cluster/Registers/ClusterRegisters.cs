using Cluster.Registers.Calling;
using Cluster.Registers.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Cluster.Registers;

/// <summary>Replicated registers: small named values on several silos' disks, read and written linearizably.</summary>
public sealed partial class ClusterRegisters
{
    /// <summary>The longest name, in UTF-16 code units.</summary>
    public const int MaxNameLength = 512;

    /// <summary>The largest value, in bytes as Orleans' serializer writes it: 64 KiB.</summary>
    public const int MaxValueBytes = 64 << 10;

    private static readonly Lazy<Serializer> Fallback = new(() => new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>());

    private readonly IGrainFactory _grains;
    private readonly Lazy<RegisterClient> _client;
    private readonly Lazy<Serializer> _serializer;

    internal ClusterRegisters(IGrainFactory grains, TimeProvider time, RegistersClientOptions options, Serializer? serializer, Func<INearRegisters?>? near = null)
    {
        _grains = grains;
        _client = new Lazy<RegisterClient>(() => new RegisterClient(grains, time, options, near?.Invoke()));
        _serializer = serializer is null ? Fallback : new Lazy<Serializer>(serializer);
    }

    /// <summary>What writes and reads values.</summary>
    internal Serializer Serializer => _serializer.Value;

    /// <summary>A register by its name. Nothing is sent; a register that was never written is absent.</summary>
    /// <param name="name">Its name, 1 to <see cref="MaxNameLength"/> characters.</param>
    /// <param name="durability">Where its replicas keep it, which is part of what it is: the same everywhere the register is used.</param>
    /// <exception cref="ArgumentException">The name is empty or longer than <see cref="MaxNameLength"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such durability.</exception>
    public Register<T> Get<T>(string name, RegisterDurability durability = RegisterDurability.Durable) => new(this, Checked(name), Checked(durability));

    /// <summary>A counter that goes up and down.</summary>
    /// <inheritdoc cref="Get" path="/exception"/>
    public RegisterCounter Counter(string name) => new(this, Checked(name), ConvergentType.Counter);

    /// <summary>A counter that only grows.</summary>
    /// <inheritdoc cref="Get" path="/exception"/>
    public RegisterCounter GrowOnlyCounter(string name) => new(this, Checked(name), ConvergentType.GrowOnlyCounter);

    /// <summary>A set whose replicas merge.</summary>
    /// <inheritdoc cref="Get" path="/exception"/>
    public RegisterSet<T> Set<T>(string name)
        where T : notnull => new(this, Checked(name));

    /// <summary>A map whose replicas merge.</summary>
    /// <inheritdoc cref="Get" path="/exception"/>
    public RegisterMap<T> Map<T>(string name) => new(this, Checked(name));

    /// <summary>A register that keeps all of several concurrent writes.</summary>
    /// <inheritdoc cref="Get" path="/exception"/>
    public MultiValueRegister<T> MultiValue<T>(string name) => new(this, Checked(name));

    /// <summary>Names the weakest levels that give a program what it needs.</summary>
    /// <exception cref="ArgumentException">No level gives all of it: what sees others' latest writes cannot go on without a majority (Gilbert and Lynch, 2002).</exception>
    public static ConsistencyAdvice Advise(ConsistencyNeeds needs)
    {
        ArgumentNullException.ThrowIfNull(needs);
        var needsMajority = needs.ReadsBeforeItWrites || needs.SeesLatestWrite || needs.MaxAge is not null;
        if (needsMajority && needs.GoesOnWithoutMajority)
        {
            throw new ArgumentException(
                "No level sees what others wrote, or bounds how old it is, and goes on without a majority: give up one of the two. A counter, set or map whose replicas merge may do instead.",
                nameof(needs));
        }

        return needs switch
        {
            { ReadsBeforeItWrites: true } => new(
                ConsistencyKind.Strong, ConsistencyKind.Strong, null, "What is written depends on what was read: use CompareAndSetAsync or UpdateAsync, which are strong."),
            { SeesLatestWrite: true } => new(ConsistencyKind.Strong, ConsistencyKind.Strong, null, "Only a linearizable read sees every write that was acknowledged before it began."),
            { MaxAge: { } age } when age == TimeSpan.Zero => new(ConsistencyKind.Strong, ConsistencyKind.Strong, null, "An age of zero is what a linearizable read gives."),
            { MaxAge: { } age, ReadsItsOwnWrites: true } => new(
                ConsistencyKind.Strong, ConsistencyKind.Strong, null, $"A read bounded to {age} may miss the user's own last write; only a strong one keeps both promises."),
            { MaxAge: { } age } => new(
                ConsistencyKind.BoundedStaleness, ConsistencyKind.Strong, age, $"The age is bounded for strong writes, and most reads within {age} of each other cost no round trip between silos."),
            { ReadsItsOwnWrites: true } => new(ConsistencyKind.Session, ConsistencyKind.Session, null, "One replica is enough, if it has what the user's session has seen."),
            { MustNotLoseWrites: true } => new(
                ConsistencyKind.Eventual, ConsistencyKind.Eventual, null, "One replica is enough; a write is on its disk before it is acknowledged. Replicas(read, write) puts it on more."),
            _ => new(ConsistencyKind.Weak, ConsistencyKind.Weak, null, "Nothing is needed that the memory of one replica does not give."),
        };
    }

    /// <summary>Reads many registers of one type, in one message to each silo. Each is read by itself: they are not one snapshot.</summary>
    /// <returns>What each name holds.</returns>
    /// <inheritdoc cref="Register{T}.ReadAsync" path="/exception"/>
    public async Task<IReadOnlyDictionary<string, RegisterValue<T>>> ReadManyAsync<T>(
        IEnumerable<string> names,
        ConsistencyLevel? level = null,
        RegisterDurability durability = RegisterDurability.Durable,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(names);
        Checked(durability);
        var ops = names.Distinct(StringComparer.Ordinal).Select(name => ReadOp(Checked(name), durability, level)).ToList();
        var replies = await _client.Value.ExecuteAsync(ops, cancellationToken);
        return ops.Zip(replies, (op, reply) => KeyValuePair.Create(op.Name, Value<T>(Checked(reply, op, level), level))).ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>
    /// Writes many registers, in one message to each silo. Each is written by itself: this is no transaction, and when it fails some may be written and others not.
    /// </summary>
    /// <returns>The version that each was given.</returns>
    /// <inheritdoc cref="Register{T}.WriteAsync" path="/exception"/>
    public async Task<IReadOnlyDictionary<string, RegisterWrite>> WriteManyAsync<T>(
        IEnumerable<KeyValuePair<string, T>> values,
        ConsistencyLevel? level = null,
        TimeSpan? timeToLive = null,
        RegisterDurability durability = RegisterDurability.Durable,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        Checked(durability);
        var ops = values.ToDictionary(StringComparer.Ordinal).Select(value => WriteOp(Checked(value.Key), durability, Bytes(value.Value), level, timeToLive)).ToList();
        var replies = await _client.Value.ExecuteAsync(ops, cancellationToken);
        return ops.Zip(replies, (op, reply) => KeyValuePair.Create(op.Name, Written(Checked(reply, op, level)))).ToDictionary(StringComparer.Ordinal);
    }

    internal static RegisterWrite Written(RegisterReply reply) => new(reply.Version, reply.Replica);

    internal static string Checked(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (DecisionRegisters.IsOwn(name))
        {
            throw new ArgumentException(
                $"Names that begin with '{DecisionRegisters.Prefix}', '{DecisionRegisters.FencePrefix}' or '{DecisionRegisters.OutboxPrefix}' belong to the cluster itself; give register '{name}' another one.", nameof(name));
        }

        return name.Length <= MaxNameLength
            ? name
            : throw new ArgumentException($"The name of a register has at most {MaxNameLength} characters; this one has {name.Length}.", nameof(name));
    }

    private static RegisterDurability Checked(RegisterDurability durability) => Enum.IsDefined(durability)
        ? durability
        : throw new ArgumentOutOfRangeException(nameof(durability), durability, "A register is Durable or Replicated.");

    internal byte[] Bytes<T>(T value)
    {
        var bytes = _serializer.Value.SerializeToArray(value);
        return bytes.Length <= MaxValueBytes
            ? bytes
            : throw new ArgumentException($"The value of a register has at most {MaxValueBytes:N0} bytes when it is serialized; this one has {bytes.Length:N0}.", nameof(value));
    }

    internal RegisterValue<T> Value<T>(RegisterReply reply, ConsistencyLevel? level) => new()
    {
        Exists = reply.Value is not null,
        Value = reply.Value is null ? default : Value<T>(reply.Value),
        Version = reply.Version,
        Replica = reply.Replica,
        Level = level?.Kind ?? ConsistencyKind.Strong,
        Staleness = reply.Staleness,
        VersionsBehind = reply.VersionsBehind,
    };

    internal static RegisterValue<T> Value<T>(T value, RegisterReply reply) => new()
    {
        Exists = true,
        Value = value,
        Version = reply.Version,
        Replica = reply.Replica,
        Level = ConsistencyKind.Strong,
        Staleness = TimeSpan.Zero,
        VersionsBehind = 0,
    };

    internal T Value<T>(byte[] bytes)
    {
        try
        {
            return _serializer.Value.Deserialize<T>(bytes)!;
        }
        catch (Exception exception) when (exception is SerializerException or InvalidCastException or IndexOutOfRangeException)
        {
            throw new RegisterTypeException($"The register holds a value that cannot be read as {typeof(T).Name}; it was written as another type.", exception);
        }
    }

    internal async ValueTask ChangeAsync(string name, ConvergentChange change, CancellationToken cancellationToken) =>
        await SendAsync(Op(name, RegisterDurability.Durable, RegisterOpKind.Write, ConsistencyLevel.Eventual) with { Convergent = change }, null, cancellationToken);

    internal Task<RegisterReply> ReadAsync(string name, ConvergentChange what, CancellationToken cancellationToken) =>
        SendAsync(Op(name, RegisterDurability.Durable, RegisterOpKind.Read, ConsistencyLevel.Eventual) with { Convergent = what }, null, cancellationToken);

    internal RegisterOp ReadOp(string name, RegisterDurability durability, ConsistencyLevel? level) => Op(name, durability, RegisterOpKind.Read, level);

    internal RegisterOp WriteOp(string name, RegisterDurability durability, byte[]? value, ConsistencyLevel? level, TimeSpan? timeToLive) => timeToLive is null || timeToLive > TimeSpan.Zero
        ? Op(name, durability, RegisterOpKind.Write, level) with { Value = value, TimeToLive = timeToLive, Replicas = level?.Write ?? 0 }
        : throw new ArgumentException($"A time to live is positive; this one is {timeToLive}.", nameof(timeToLive));

    /// <summary>Carries out a read; null when it could not be had in time and is to be tried again.</summary>
    internal async Task<RegisterReply?> TrySendAsync(RegisterOp op, CancellationToken cancellationToken)
    {
        var reply = await _client.Value.ExecuteAsync(op, cancellationToken);
        return reply.Kind == RegisterReplyKind.Done ? reply : null;
    }

    internal async Task<RegisterReply> SendAsync(RegisterOp op, ConsistencyLevel? level, CancellationToken cancellationToken) =>
        Checked(await _client.Value.ExecuteAsync(op, cancellationToken), op, level);

    /// <summary>Carries out an operation and leaves it to the caller what to make of the reply.</summary>
    internal Task<RegisterReply> ExecuteAsync(RegisterOp op, CancellationToken cancellationToken) => _client.Value.ExecuteAsync(op, cancellationToken);

    /// <summary>Carries out many operations, those for one silo in one message.</summary>
    internal Task<RegisterReply[]> ExecuteAsync(IReadOnlyList<RegisterOp> ops, CancellationToken cancellationToken) => _client.Value.ExecuteAsync(ops, cancellationToken);

    /// <summary>A strong operation that is about a promise.</summary>
    internal RegisterOp PromiseOp(string name, RegisterOpKind kind, RegisterPromise promise) => Op(name, RegisterDurability.Durable, kind, null) with { Promise = promise };

    private RegisterOp Op(string name, RegisterDurability durability, RegisterOpKind kind, ConsistencyLevel? level)
    {
        var token = level?.Token?.Token;
        return new RegisterOp
        {
            Id = _client.Value.NextId(),
            Name = name,
            Durability = durability,
            Kind = kind,
            Timeout = _client.Value.Timeout,
            Level = level?.Kind ?? ConsistencyKind.Strong,
            MaxAge = level?.MaxAge ?? default,
            MaxVersions = level?.MaxVersions,
            Floor = token?.Floor(SessionKey(name, durability)) ?? default,
            Newest = token?.Newest ?? default,
            Replicas = level?.Read ?? 0,
        };
    }

    /// <summary>By what a session knows a register: the name, unless that might be taken for another's.</summary>
    private static string SessionKey(string name, RegisterDurability durability) =>
        durability == RegisterDurability.Durable && name[0] != '\0' ? name : string.Concat("\0", durability == RegisterDurability.Durable ? "d" : "r", name);

    private static RegisterReply Checked(RegisterReply reply, RegisterOp op, ConsistencyLevel? level)
    {
        var name = op.Name;
        if (reply.Kind == RegisterReplyKind.Done)
            level?.Token?.Saw(SessionKey(name, op.Durability), reply.Seen ?? reply.Version);
        return reply.Kind switch
        {
            RegisterReplyKind.Done or RegisterReplyKind.Mismatch => reply,
            RegisterReplyKind.TooStale => throw new StaleReplicasException(
                $"No replica of register '{name}' that could be reached has what the session has seen. The operation had no effect."),
            RegisterReplyKind.ClockAhead => throw new ClusterException(
                $"The session has seen a time that lies more than a minute ahead of the silo's clock: a clock of the cluster is wrong. Nothing was written to register '{name}'."),
            RegisterReplyKind.NoQuorum when op.IsWeak => throw new QuorumUnreachableException(
                $"Not as many replicas of register '{name}' as were asked for answered in time. The operation had no effect.", mayHaveTakenEffect: false),
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
