using System.Security.Cryptography;

namespace Cluster.Silo.Storage.Log;

/// <summary>
/// Reads a log's folder after a start: the newest snapshot, then every record behind it. The tail that a crash tore is cut; damage to
/// anything that had been synced is an error.
/// </summary>
/// <remarks>
/// What can be read is not always what is on the disk: after a killed process or a failed sync, pages of the last batch may live in
/// memory only. Everything before the last batch was synced before that batch was written, so recovery writes the last batch once more
/// and syncs it before it lets anybody act on it (Rebello et al., Can Applications Recover from fsync Failures?, ATC 2020).
/// Damage to the very last batch cannot be told from a torn write by one copy alone (Alagappan et al., Protocol-Aware Recovery, FAST 2018).
/// </remarks>
internal sealed class LogRecovery(ILogDirectory directory, LogReplay replay)
{
    private readonly List<long> _segments = [];
    private ulong? _identity;
    private long _snapshot;
    private long _last;

    /// <exception cref="LogCorruptException">Synced data is damaged or missing.</exception>
    public RecoveredLog Run()
    {
        var names = directory.List();
        foreach (var name in names.Where(name => name.EndsWith(LogFileNames.Temporary, StringComparison.Ordinal)))
            directory.Delete(name);

        ReplaySnapshot(names);
        _last = _snapshot;
        _segments.AddRange(names.Select(LogFileNames.SegmentFirst).OfType<long>().Order());
        DropCoveredSegments();
        DropUnbornSegment();
        if (_segments.Count == 0)
            return _snapshot == 0 && _identity is null ? Create() : throw Missing(_snapshot + 1);
        if (_segments[0] > _snapshot + 1)
            throw Missing(_snapshot + 1);

        for (var index = 0; index < _segments.Count - 1; index++)
            ReplayClosedSegment(_segments[index]);
        return ReplayLastSegment(_segments[^1]);
    }

    private void ReplaySnapshot(IReadOnlyList<string> names)
    {
        var snapshots = names.Select(LogFileNames.SnapshotThrough).OfType<long>().Order().ToArray();
        if (snapshots.Length == 0)
            return;

        _snapshot = snapshots[^1];
        var name = LogFileNames.Snapshot(_snapshot);
        using (var file = directory.Open(name))
        {
            var header = ReadHeader(file, LogHeader.FileKind.Snapshot, _snapshot) ?? throw Corrupt(name, 0, "its header is not that of this snapshot");
            _identity = header.Identity;
            var reader = new BatchReader(file, header.Identity);
            var next = 1L;
            var complete = false;
            while (!complete && reader.TryRead(out var batch, out var body) && batch.First == next)
            {
                // The empty batch is the end mark: without it a snapshot that was cut short would pass for a whole one.
                complete = batch.Count == 0;
                Replay(name, reader, batch, body, skip: 0);
                next += batch.Count;
            }

            if (!complete || !reader.AtEnd)
                throw Corrupt(name, reader.Offset, "a batch of the snapshot or its end mark is damaged or missing");
        }

        foreach (var older in snapshots.SkipLast(1))
            directory.Delete(LogFileNames.Snapshot(older));
    }

    /// <summary>A crash may have undone the deletion of segments that the snapshot replaced.</summary>
    private void DropCoveredSegments()
    {
        while (_segments.Count > 1 && _segments[1] <= _snapshot + 1)
        {
            directory.Delete(LogFileNames.Segment(_segments[0]));
            _segments.RemoveAt(0);
        }
    }

    /// <summary>A segment takes its first batch only after its header was synced: one without a header and without batches never held any.</summary>
    private void DropUnbornSegment()
    {
        if (_segments.Count == 0)
            return;

        var first = _segments[^1];
        var name = LogFileNames.Segment(first);
        using (var file = directory.Open(name))
        {
            if (ReadHeader(file, LogHeader.FileKind.Segment, first) is not null)
                return;
            if (file.Length > LogHeader.Bytes)
                throw Corrupt(name, 0, "the segment's header is damaged although batches follow it");
        }

        directory.Delete(name);
        _segments.RemoveAt(_segments.Count - 1);
    }

    private void ReplayClosedSegment(long first)
    {
        var name = LogFileNames.Segment(first);
        using var file = directory.Open(name);
        var reader = ReplaySegment(file, name, first);
        if (reader.EndOfContent() > reader.Offset)
            throw Corrupt(name, reader.Offset, $"the batch that begins with record {_last + 1} is damaged in a segment that had been closed");
    }

    private RecoveredLog ReplayLastSegment(long first)
    {
        var name = LogFileNames.Segment(first);
        var file = directory.Open(name);
        try
        {
            var reader = ReplaySegment(file, name, first);
            var end = reader.EndOfContent();
            if (end > reader.Offset && reader.FindLaterBatch(_last + 1) is { } later)
                throw Corrupt(name, reader.Offset, $"the batch that begins with record {_last + 1} is damaged, yet a later batch stands at offset {later}");
            if (_last < _snapshot)
                throw Missing(_last + 1);

            file.SetLength(reader.Offset);
            Rewrite(file, reader.LastBatch ?? 0, reader.Offset);
            file.Sync();
            directory.Sync();
            return new RecoveredLog
            {
                Identity = _identity!.Value,
                SnapshotThrough = _snapshot,
                LastSequence = _last,
                Segments = _segments,
                Segment = file,
                SegmentLength = reader.Offset,
                CutBytes = end - reader.Offset,
            };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private BatchReader ReplaySegment(ILogFile file, string name, long first)
    {
        var header = ReadHeader(file, LogHeader.FileKind.Segment, first) ?? throw Corrupt(name, 0, "the segment's header is damaged");
        if (header.Identity != (_identity ??= header.Identity))
            throw Corrupt(name, 0, "the segment belongs to another log");
        if (_segments[0] == first)
            _last = first - 1;
        else if (first != _last + 1)
            throw Missing(_last + 1);

        var reader = new BatchReader(file, header.Identity);
        while (reader.TryRead(out var batch, out var body))
        {
            if (batch.First != _last + 1)
                throw Corrupt(name, reader.LastBatch!.Value, $"it holds record {batch.First} where record {_last + 1} belongs");
            Replay(name, reader, batch, body, skip: (int)Math.Clamp(_snapshot - _last, 0, batch.Count));
            _last += batch.Count;
        }

        return reader;
    }

    private void Replay(string name, BatchReader reader, BatchHeader batch, ReadOnlySpan<byte> body, int skip)
    {
        if (!LogBatch.TryReplay(body, batch.Count, skip, replay))
            throw Corrupt(name, reader.LastBatch!.Value, "the records of a batch do not add up to its length");
    }

    private RecoveredLog Create()
    {
        Span<byte> seed = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(seed);
        var identity = BitConverter.ToUInt64(seed);
        return new RecoveredLog
        {
            Identity = identity,
            Created = true,
            Segments = [1],
            Segment = CreateSegment(directory, identity, 1),
            SegmentLength = LogHeader.Bytes,
        };
    }

    /// <summary>Creates a segment whose header and name are durable, so that it may take batches.</summary>
    public static ILogFile CreateSegment(ILogDirectory directory, ulong identity, long first)
    {
        var file = directory.Create(LogFileNames.Segment(first));
        try
        {
            Span<byte> header = stackalloc byte[LogHeader.Bytes];
            new LogHeader(LogHeader.FileKind.Segment, identity, first).Write(header);
            file.Write(0, header);
            file.Sync();
            directory.Sync();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void Rewrite(ILogFile file, long from, long to)
    {
        var bytes = new byte[to - from];
        if (file.Read(from, bytes) != bytes.Length)
            throw new EndOfStreamException($"The last batch at offset {from} became shorter while it was read.");
        file.Write(from, bytes);
    }

    private static LogHeader? ReadHeader(ILogFile file, LogHeader.FileKind kind, long sequence)
    {
        var bytes = new byte[LogHeader.Bytes];
        return file.Read(0, bytes) == bytes.Length && LogHeader.TryRead(bytes, kind, out var header) && header.Sequence == sequence ? header : null;
    }

    private LogCorruptException Corrupt(string name, long offset, string detail) => new(Path.Combine(directory.Path, name), offset, detail);

    private LogCorruptException Missing(long sequence) => Corrupt(LogFileNames.Segment(sequence), 0, $"the records from {sequence} on are missing");
}
