using Cluster.Silo.Storage.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cluster.Tests.Storage.Log;

/// <summary>
/// Drives a log over a disk that fails, through several lives, and checks each recovery against a model: what was acknowledged is there,
/// in order, followed at most by a prefix of what was in flight.
/// </summary>
internal sealed class LogScenario(SimulatedDisk disk, Random random)
{
    private readonly WriteAheadLogOptions _options = new() { SegmentBytes = 4096, MaxPendingBytes = 64 << 10, PreparedBytes = random.Next(2) * 700 };
    private List<int> _appended = [];
    private int _acknowledged;
    private int _next = 1;

    /// <summary>Planted fault: recovery trusts what it can read.</summary>
    public bool RecoveryWritesNothing { get; init; }

    public IReadOnlyList<int> Appended => _appended;

    /// <summary>Opens, checks what came back, appends, and goes on until the disk stops the log or the steps are done.</summary>
    /// <exception cref="LogModelException">Recovery disagrees with the model.</exception>
    public async Task LiveAsync(int steps)
    {
        WriteAheadLog log;
        try
        {
            log = Open();
        }
        catch (PowerFailureException)
        {
            return;
        }

        var pending = new List<(int Count, Task Durable)>();
        try
        {
            for (var step = 0; step < steps; step++)
            {
                switch (random.Next(10))
                {
                    case < 6:
                        Append(log, pending);
                        break;
                    case < 9:
                        log.FlushPending();
                        break;
                    default:
                        await SnapshotAsync(log);
                        break;
                }

                Acknowledge(pending);
                if (log.Failure is not null)
                    return;
            }

            log.FlushPending();
            Acknowledge(pending);
        }
        catch (Exception exception) when (exception is PowerFailureException or LogFailedException)
        {
            Acknowledge(pending);
        }
    }

    private WriteAheadLog Open()
    {
        var recovered = new List<int>();
        disk.IgnoreWrites = RecoveryWritesNothing && disk.Names.Count > 0;
        var log = WriteAheadLog.Open(disk.Mount(), _options, (stream, payload) => Apply(recovered, stream, payload), NullLogger.Instance, flushes: false);
        disk.IgnoreWrites = false;
        if (recovered.Count < _acknowledged)
            throw new LogModelException($"{_acknowledged} records were acknowledged and {recovered.Count} came back.");
        if (!recovered.SequenceEqual(_appended.Take(recovered.Count)))
            throw new LogModelException("What came back is no prefix of what was appended.");

        _appended = recovered;
        _acknowledged = recovered.Count;
        return log;
    }

    private static void Apply(List<int> state, byte stream, ReadOnlySpan<byte> payload)
    {
        var number = BitConverter.ToInt32(payload);
        if (stream != (byte)number || payload[4..].ContainsAnyExcept((byte)number))
            throw new LogModelException($"Record {number} came back with other bytes than it was appended with.");
        state.Add(number);
    }

    private static byte[] Payload(int number, int size)
    {
        var payload = new byte[4 + size];
        payload.AsSpan(4).Fill((byte)number);
        BitConverter.TryWriteBytes(payload, number);
        return payload;
    }

    private void Append(WriteAheadLog log, List<(int Count, Task Durable)> pending)
    {
        var number = _next++;
        var size = random.Next(4) == 0 ? random.Next(1000) : random.Next(40);
        if (!log.TryAppend((byte)number, Payload(number, size), out var durable))
            throw new LogModelException("There was room, yet the append was refused.");
        _appended.Add(number);
        pending.Add((_appended.Count, durable));
    }

    private async Task SnapshotAsync(WriteAheadLog log)
    {
        var state = _appended.ToArray();
        var saved = log.SaveSnapshotAsync(() => state.Select(number => new LogRecord((byte)number, Payload(number, 0))));
        log.FlushPending();
        try
        {
            await saved;
        }
        catch (IOException exception) when (exception is not LogFailedException)
        {
            // The snapshot's own file could not be written; the log must be as it was.
        }
    }

    private void Acknowledge(List<(int Count, Task Durable)> pending)
    {
        foreach (var (count, durable) in pending)
        {
            if (durable.IsCompletedSuccessfully)
                _acknowledged = Math.Max(_acknowledged, count);
        }

        pending.RemoveAll(append => append.Durable.IsCompleted);
    }
}
