using System.Buffers.Binary;
using System.Security.Cryptography;
using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Protocol;
using Cluster.Silo.Storage.Log;
using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Registers.Durability;

/// <summary>
/// The replicas of all shards of one silo, over its write-ahead log: changes are appended in order, and no answer leaves before what it
/// tells of is on the disk. Answers of all shards share the syncs.
/// </summary>
/// <remarks>
/// When an append fails, memory is ahead of the disk and nothing that the replicas would say can be trusted: from then on everything fails, and the
/// log has to be opened again. Shards that are kept in memory are in no log: their disk is the process, and is lost with it. Safe for use by many threads; each shard handles one message at a time.
/// </remarks>
internal sealed class DurableReplicas : IAsyncDisposable
{
    /// <summary>The records of register replicas in the silo's log.</summary>
    public const byte Stream = 1;

    /// <summary>The records of convergent states in the silo's log.</summary>
    public const byte ConvergentStream = 2;

    private readonly Lock _gate = new();
    private readonly DurableShard?[] _shards = new DurableShard?[RegisterShards.Count];
    private readonly WriteAheadLog _log;
    private readonly ulong _memory = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    private DurableReplicas(WriteAheadLog log, Dictionary<int, List<JournalEntry>> journals)
    {
        _log = log;
        foreach (var (shard, journal) in journals)
            _shards[shard] = new DurableShard(shard, new RegisterReplica(log.Recovered.Identity, journal), log, OnDecided) { Accepted = OnAccepted };
    }

    /// <summary>The identity of the disk: another one after it was lost.</summary>
    public ulong Incarnation => _log.Recovered.Identity;

    /// <summary>The identity of what a shard is kept in: of the disk, or of this process's memory.</summary>
    public ulong IncarnationOf(int shard) => RegisterShards.IsInMemory(shard) ? _memory : Incarnation;

    /// <summary>Opens the log and rebuilds the replicas from it.</summary>
    /// <exception cref="LogCorruptException">Synced data is damaged or missing.</exception>
    /// <param name="directory">The log's folder.</param>
    /// <param name="options">Sizes.</param>
    /// <param name="logger">Told of cut tails, failures and snapshots.</param>
    /// <param name="replayConvergent">Given the records of convergent states, in order.</param>
    public static DurableReplicas Open(ILogDirectory directory, WriteAheadLogOptions options, ILogger logger, LogReplay? replayConvergent = null) =>
        Open(directory, options, logger, flushes: true, replayConvergent).Replicas;

    /// <summary>For tests, see <see cref="WriteAheadLog.FlushPending"/>.</summary>
    internal static (DurableReplicas Replicas, WriteAheadLog Log) Open(ILogDirectory directory, WriteAheadLogOptions options, ILogger logger, bool flushes, LogReplay? replayConvergent = null)
    {
        var journals = new Dictionary<int, List<JournalEntry>>();
        var log = WriteAheadLog.Open(directory, options, (stream, payload) =>
        {
            if (stream != Stream)
            {
                replayConvergent?.Invoke(stream, payload);
                return;
            }

            var (shard, entry) = JournalCodec.Decode(payload);
            if (!journals.TryGetValue(shard, out var journal))
                journals.Add(shard, journal = []);
            journal.Add(entry);
        }, logger, flushes);
        return (new DurableReplicas(log, journals), log);
    }

    /// <summary>Handles a proposer's request; the task completes when the answer may leave.</summary>
    /// <exception cref="LogFullException">The disk is full.</exception>
    /// <exception cref="LogFailedException">The log failed.</exception>
    public Task<ReplicaResponse> HandleAsync(int shard, ReplicaRequest request) => Shard(shard).RunAsync(replica => replica.Handle(request));

    /// <summary>
    /// Handles requests in their order, with one sync for all changes that they lead to; the task completes when all answers may leave. There is none for commits, and for what failed.
    /// </summary>
    /// <param name="calls">The requests and the shards that they are for.</param>
    /// <param name="failed">Told what failed.</param>
    public async Task<ReplicaResponse?[]> HandleAsync(IReadOnlyList<ReplicaShardRequest> calls, Action<int, IOException> failed)
    {
        var responses = new ReplicaResponse?[calls.Count];
        List<(int Index, DurableShard Shard, Task Durable)>? unsynced = null;
        for (var index = 0; index < responses.Length; index++)
        {
            var (number, request) = calls[index];
            try
            {
                var shard = Shard(number);
                (responses[index], var durable) = shard.Handle(request);
                if (request is CommitRequest)
                    responses[index] = null;
                else if (durable is not null)
                    (unsynced ??= []).Add((index, shard, durable));
            }
            catch (IOException failure)
            {
                failed(number, failure);
            }
        }

        Task? hurried = null;
        foreach (var (_, _, durable) in unsynced ?? [])
        {
            if (durable != hurried)
                _log.Hurry(hurried = durable);
        }

        foreach (var (index, shard, durable) in unsynced ?? [])
        {
            try
            {
                await durable;
                shard.Verify();
            }
            catch (IOException failure)
            {
                responses[index] = null;
                failed(shard.Shard, failure);
            }
        }

        return responses;
    }

    /// <summary>Gives a page of a shard to a replica that joins a later configuration.</summary>
    /// <inheritdoc cref="HandleAsync" path="/exception"/>
    public Task<FetchResponse> FetchAsync(int shard, FetchRequest request) => Shard(shard).RunAsync(replica => replica.Fetch(request));

    /// <summary>Begins to join a configuration, see <see cref="RegisterReplica.Join"/>.</summary>
    /// <inheritdoc cref="HandleAsync" path="/exception"/>
    public Task<StateTransfer?> JoinAsync(int shard, string name, ReplicaConfiguration configuration) =>
        Shard(shard).RunAsync(replica => replica.Join(name, configuration));

    /// <summary>Installs a complete transfer; the task completes when the replica is durably a voter.</summary>
    /// <inheritdoc cref="HandleAsync" path="/exception"/>
    public Task<long> InstallAsync(int shard, StateTransfer transfer) => Shard(shard).RunAsync(replica => replica.Install(transfer));

    /// <summary>Which configuration a shard's replica serves.</summary>
    /// <inheritdoc cref="HandleAsync" path="/exception"/>
    public Task<ReplicaStanding> StandAsync(int shard) => Shard(shard).RunAsync(replica => replica.Stand());

    /// <summary>Told of each decided value as a replica learns of it, under the gate of its shard and before it is durable.</summary>
    public Action<int, string, Versioned>? Decided { get; set; }

    /// <summary>Told of each value that a replica accepts, which may be decided or never will be; under the gate of its shard.</summary>
    public Action<string, Versioned>? Accepted { get; set; }

    /// <summary>Gives all convergent states for a snapshot.</summary>
    public Func<IEnumerable<LogRecord>>? CaptureConvergent { get; set; }

    /// <summary>Appends a record of a convergent state; the task completes when it and all before it are durable.</summary>
    /// <inheritdoc cref="HandleAsync" path="/exception"/>
    public Task AppendConvergentAsync(int shard, byte[] record) => RegisterShards.IsInMemory(shard) ? Task.CompletedTask : _log.AppendAsync(ConvergentStream, record);

    /// <summary>All decided values, by shard and name.</summary>
    public IEnumerable<(int Shard, string Register, Versioned Value)> AllDecided() => Existing.SelectMany(shard => shard.AllDecided());

    /// <summary>All values that are accepted and not known to be decided.</summary>
    public IEnumerable<(string Register, Versioned Value)> AllAccepted() => Existing.SelectMany(shard => shard.AllAccepted());

    /// <summary>What this silo's replica knows of a register; it may not be durable yet.</summary>
    public RegisterState Peek(int shard, string register) => Shard(shard).Peek(register);

    /// <summary>How many files of the log a start would have to read behind the newest snapshot.</summary>
    public int SegmentCount => _log.SegmentCount;

    /// <summary>Replaces the log so far by the replicas' state; they go on serving meanwhile.</summary>
    public Task SaveSnapshotAsync(CancellationToken cancellationToken = default) => _log.SaveSnapshotAsync(Capture, cancellationToken);

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    private IEnumerable<DurableShard> Existing => _shards.OfType<DurableShard>();

    private DurableShard Shard(int shard)
    {
        if (Volatile.Read(ref _shards[shard]) is { } known)
            return known;
        lock (_gate)
        {
            if (_shards[shard] is { } made)
                return made;
            var isInMemory = RegisterShards.IsInMemory(shard);
            var durable = new DurableShard(shard, new RegisterReplica(IncarnationOf(shard), []), isInMemory ? null : _log, OnDecided) { Accepted = isInMemory ? null : OnAccepted };
            Volatile.Write(ref _shards[shard], durable);
            return durable;
        }
    }

    private IEnumerable<LogRecord> Capture() =>
        [.. Existing.Where(shard => !RegisterShards.IsInMemory(shard.Shard)).SelectMany(shard => shard.Capture()), .. CaptureConvergent?.Invoke() ?? []];

    private void OnDecided(int shard, string register, Versioned value) => Decided?.Invoke(shard, register, value);

    private void OnAccepted(string register, Versioned value) => Accepted?.Invoke(register, value);
}
