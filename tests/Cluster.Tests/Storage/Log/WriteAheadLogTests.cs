using System.Diagnostics;
using System.Text;
using Cluster.Silo.Storage.Log;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cluster.Tests.Storage.Log;

public sealed class WriteAheadLogTests
{
    private static readonly WriteAheadLogOptions Options = new() { SegmentBytes = 4096, PreparedBytes = 0 };
    private static readonly WriteAheadLogOptions Prepared = new() { SegmentBytes = 4096, PreparedBytes = 512 };

    [Fact]
    public void Crc32C_OfTheStandardInput_IsTheStandardValue() => Assert.Equal(0xE3069283u, Crc32C.Compute("123456789"u8));

    [Fact]
    public void Batch_OfAnyRecords_ReadsBackTheSame() =>
        Gen.Select(Gen.Byte, Gen.Byte.Array[0, 300]).List[0, 40].Sample(records =>
        {
            var batch = new LogBatch();
            foreach (var (stream, payload) in records)
                batch.Add(stream, payload);
            var bytes = batch.Seal(identity: 7, first: 11).ToArray();
            var read = new List<(byte, byte[])>();

            Assert.True(BatchHeader.TryRead(bytes, 7, out var header));
            Assert.Equal((11, records.Count, bytes.Length - BatchHeader.Bytes), (header.First, header.Count, header.BodyBytes));
            Assert.True(LogBatch.TryReplay(bytes.AsSpan(BatchHeader.Bytes), header.Count, 0, (stream, payload) => read.Add((stream, payload.ToArray()))));
            Assert.Equal(records.Select(record => record.Item1), read.Select(record => record.Item1));
            Assert.All(records.Zip(read), pair => Assert.Equal(pair.First.Item2, pair.Second.Item2));
        }, iter: 300);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Damage_ToAnyByte_IsCutAtTheTornTailAndAnErrorBeforeIt(bool prepared)
    {
        var disk = new SimulatedDisk();
        var log = Open(disk, [], prepared ? Prepared : Options);
        for (var batch = 0; batch < 4; batch++)
        {
            log.TryAppend(1, Text($"batch {batch}, first"), out _);
            log.TryAppend(1, Text($"batch {batch}, second"), out _);
            log.FlushPending();
        }

        var file = disk.Names.Single();
        var batchBytes = BatchHeader.Bytes + LogBatch.SizeOf("batch 0, first".Length) + LogBatch.SizeOf("batch 0, second".Length);
        var end = LogHeader.Bytes + 4 * batchBytes;
        Assert.Equal(prepared ? LogHeader.Bytes + batchBytes + 512 : end, file.Value.Length);
        for (var position = 0; position < file.Value.Length; position++)
        {
            var lastBatch = position >= end - batchBytes;
            file.Value.Content[position] ^= 0x40;
            var records = new List<string>();
            var copy = Copy(file.Key, file.Value.Content);
            file.Value.Content[position] ^= 0x40;
            if (lastBatch)
            {
                Open(copy, records);
                Assert.Equal(position < end ? 6 : 8, records.Count);
            }
            else
            {
                var error = Assert.Throws<LogCorruptException>(() => Open(copy, records));
                Assert.Contains(file.Key, error.Message, StringComparison.Ordinal);
                Assert.InRange(position, error.Offset, error.Offset + batchBytes);
            }
        }
    }

    [Fact]
    public void Segment_MissingBetweenOthers_IsAnErrorThatNamesTheRecords()
    {
        var disk = new SimulatedDisk();
        var log = Open(disk, []);
        for (var record = 0; record < 12; record++)
        {
            log.TryAppend(1, new byte[2000], out _);
            log.FlushPending();
        }

        var middle = disk.Names.Keys.Order().ElementAt(1);
        disk.Names.Remove(middle);

        var error = Assert.Throws<LogCorruptException>(() => Open(disk, []));
        Assert.Contains($"records from {LogFileNames.SegmentFirst(middle)} on are missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FullDisk_RefusesTheBatch_AndTakesRecordsAgainWhenThereIsRoom()
    {
        var disk = new SimulatedDisk();
        var log = Open(disk, []);
        log.TryAppend(1, Text("before"), out var before);
        log.FlushPending();
        disk.Capacity = disk.Names.Values.Sum(file => file.Length) + 50;

        log.TryAppend(1, new byte[100], out var refused);
        log.FlushPending();
        await Assert.ThrowsAsync<LogFullException>(() => refused);
        disk.Capacity = long.MaxValue;
        log.TryAppend(1, Text("after"), out var after);
        log.FlushPending();

        Assert.True(before.IsCompletedSuccessfully && after.IsCompletedSuccessfully);
        Assert.Equal(["before", "after"], AfterACrash(disk));
    }

    [Fact]
    public void Segment_ClosedBeforeAllItsZerosWereUsed_MayEndWithThemAndWithNothingElse()
    {
        var disk = new SimulatedDisk();
        var log = Open(disk, [], Prepared);
        for (var record = 0; record < 4; record++)
        {
            log.TryAppend(1, new byte[1500], out _);
            log.FlushPending();
        }

        var first = disk.Names.MinBy(file => file.Key, StringComparer.Ordinal).Value;
        var end = first.Length;
        first.Write(end, new byte[100]);
        var records = new List<string>();
        Open(disk, records);
        Assert.Equal(4, records.Count);

        first.Write(end + 50, [1]);
        var error = Assert.Throws<LogCorruptException>(() => Open(disk, []));
        Assert.Equal(end, error.Offset);
    }

    [Fact]
    public void FullDisk_WithRoomForTheBatchButNotForZerosBehindIt_TakesTheBatch()
    {
        var disk = new SimulatedDisk();
        var log = Open(disk, [], Prepared);
        disk.Capacity = disk.Names.Values.Sum(file => file.Length) + BatchHeader.Bytes + LogBatch.SizeOf(6) + 100;

        log.TryAppend(1, Text("before"), out var before);
        log.FlushPending();
        log.TryAppend(1, Text("after"), out var after);
        log.FlushPending();

        Assert.True(before.IsCompletedSuccessfully && after.IsCompletedSuccessfully);
        Assert.Equal(["before", "after"], AfterACrash(disk));
    }

    [Fact]
    public async Task FailedSync_PoisonsTheLog_ForPendingAndLaterAppends()
    {
        var disk = new SimulatedDisk();
        var log = Open(disk, []);
        disk.FailSyncAt = disk.Operations + 1;
        log.TryAppend(1, Text("lost"), out var lost);
        log.FlushPending();

        await Assert.ThrowsAsync<LogFailedException>(() => lost);
        await Assert.ThrowsAsync<LogFailedException>(() => log.AppendAsync(1, Text("later"), TestContext.Current.CancellationToken));
        Assert.Throws<LogFailedException>(() => log.TryAppend(1, Text("later"), out _));
        Assert.NotNull(log.Failure);
    }

    [Fact]
    public async Task Appends_BeyondTheBound_WaitInLineAndCanBeCancelled()
    {
        var disk = new SimulatedDisk();
        var records = new List<string>();
        var log = WriteAheadLog.Open(disk.Mount(), new WriteAheadLogOptions { MaxPendingBytes = 4096 }, Ignore, NullLogger.Instance, flushes: false);
        var first = log.AppendAsync(1, new byte[4000], TestContext.Current.CancellationToken);
        using var cancelled = new CancellationTokenSource();
        var second = log.AppendAsync(1, Text("cancelled, and long enough not to fit behind the first record, which takes nearly all of the room"), cancelled.Token);
        var third = log.AppendAsync(1, Text("third"), TestContext.Current.CancellationToken);

        Assert.False(log.TryAppend(1, Text("x"), out _));
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        log.FlushPending();
        await Task.WhenAll(first, third);

        Open(disk, records);
        Assert.Equal(["third"], records.Skip(1));
        Assert.Throws<ArgumentException>(() => log.TryAppend(1, new byte[4096], out _));
    }

    [Fact]
    public async Task AppendLater_IsDurableWithTheNextAppend_OrByItselfSoon_OrWithTheEndOfTheLog()
    {
        using var folder = new TemporaryFolder();
        Task<long> last;
        await using (var log = WriteAheadLog.Open(new PhysicalLogDirectory(folder.Path), Options, Ignore, NullLogger.Instance))
        {
            var first = log.AppendLaterAsync(1, Text("first"), TestContext.Current.CancellationToken);
            await log.AppendAsync(1, Text("second"), TestContext.Current.CancellationToken);
            Assert.True(first.IsCompletedSuccessfully);
            await log.AppendLaterAsync(1, Text("third"), TestContext.Current.CancellationToken);
            last = log.AppendLaterAsync(1, Text("fourth"), TestContext.Current.CancellationToken);
        }

        Assert.Equal(4, await last);
        var recovered = new List<string>();
        await using var again = WriteAheadLog.Open(new PhysicalLogDirectory(folder.Path), Options, Collect(recovered), NullLogger.Instance);
        Assert.Equal(["first", "second", "third", "fourth"], recovered);
    }

    [Fact]
    public async Task AppendLater_BeyondTheBound_DoesNotHoldUpThoseInLine()
    {
        using var folder = new TemporaryFolder();
        await using var log = WriteAheadLog.Open(new PhysicalLogDirectory(folder.Path), new WriteAheadLogOptions { MaxPendingBytes = 4096 }, Ignore, NullLogger.Instance);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => log.AppendLaterAsync(1, new byte[1000], TestContext.Current.CancellationToken)));

        Assert.Equal(50, log.DurableSequence);
    }

    [Fact]
    public async Task Snapshot_WhileCallersAppend_KeepsEveryRecordAndFreesSegments()
    {
        using var folder = new TemporaryFolder();
        var state = new List<string>();
        await using (var log = WriteAheadLog.Open(new PhysicalLogDirectory(folder.Path), Options, Ignore, NullLogger.Instance))
        {
            var appends = new List<Task>();
            for (var record = 0; record < 2000; record++)
            {
                var text = $"record {record}";
                state.Add(text);
                appends.Add(log.AppendAsync(1, Text(text), TestContext.Current.CancellationToken));
                if (record % 500 == 499)
                {
                    await log.SaveSnapshotAsync(() => [.. state.Select(entry => new LogRecord(1, Text(entry)))], TestContext.Current.CancellationToken);
                    Assert.Equal(1, log.SegmentCount);
                }
            }

            await Task.WhenAll(appends);
        }

        var recovered = new List<string>();
        await using var again = WriteAheadLog.Open(new PhysicalLogDirectory(folder.Path), Options, Collect(recovered), NullLogger.Instance);
        Assert.Equal(state, recovered);
        Assert.False(again.Recovered.Created);
    }

    [Fact]
    public async Task Appends_FromManyCallers_ShareSyncs()
    {
        using var folder = new TemporaryFolder();
        var sizes = new List<int>();
        using var listener = new System.Diagnostics.Metrics.MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "cluster.log.batch.records")
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((_, records, _, _) =>
        {
            lock (sizes)
                sizes.Add(records);
        });
        listener.Start();
        await using var log = WriteAheadLog.Open(new PhysicalLogDirectory(folder.Path), new WriteAheadLogOptions(), Ignore, NullLogger.Instance);

        await Task.WhenAll(Enumerable.Range(0, 64).Select(async caller =>
        {
            for (var record = 0; record < 50; record++)
                await log.AppendAsync((byte)caller, new byte[100]);
        }));

        Assert.Equal(3200, log.DurableSequence);
        lock (sizes)
            Assert.Contains(sizes, records => records > 8);
    }

    [Fact]
    public void Folder_HeldByAnotherLog_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using var held = new PhysicalLogDirectory(folder.Path);

        var error = Assert.Throws<IOException>(() => new PhysicalLogDirectory(folder.Path));
        Assert.Contains("in use by another process", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_KilledWhileAppending_LosesNothingThatItAcknowledged()
    {
        using var folder = new TemporaryFolder();
        for (var life = 1; life <= 3; life++)
        {
            using var writer = LogWriterProcess.Start(folder.Path);
            try
            {
                var goal = LogWriterProcess.Acknowledged(folder.Path) + 3000;
                var limit = Stopwatch.StartNew();
                while (LogWriterProcess.Acknowledged(folder.Path) < goal)
                {
                    Assert.False(writer.HasExited, $"The writer ended with exit code {(writer.HasExited ? writer.ExitCode : 0)}.");
                    Assert.True(limit.Elapsed < TimeSpan.FromMinutes(2), "The writer acknowledged too little in two minutes.");
                    await Task.Delay(10, TestContext.Current.CancellationToken);
                }
            }
            finally
            {
                writer.Kill();
                await writer.WaitForExitAsync(TestContext.Current.CancellationToken);
            }

            var acknowledged = LogWriterProcess.Acknowledged(folder.Path);
            var recovered = new List<long>();
            await using var log = WriteAheadLog.Open(LogWriterProcess.Folder(folder.Path), LogWriterProcess.Options, LogWriterProcess.Collect(recovered), NullLogger.Instance);
            Assert.Equal(Enumerable.Range(1, recovered.Count).Select(number => (long)number), recovered);
            Assert.True(recovered.Count >= acknowledged, $"{acknowledged} records were acknowledged and {recovered.Count} came back.");
        }
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static LogReplay Collect(List<string> records) => (_, payload) => records.Add(Encoding.UTF8.GetString(payload));

    private static void Ignore(byte stream, ReadOnlySpan<byte> payload)
    {
    }

    private static WriteAheadLog Open(SimulatedDisk disk, List<string> records, WriteAheadLogOptions? options = null) =>
        WriteAheadLog.Open(disk.Mount(), options ?? Options, Collect(records), NullLogger.Instance, flushes: false);

    private static List<string> AfterACrash(SimulatedDisk disk)
    {
        var records = new List<string>();
        disk.Crash(new Random(1));
        Open(disk, records);
        return records;
    }

    private static SimulatedDisk Copy(string name, byte[] content)
    {
        var disk = new SimulatedDisk();
        using var file = disk.Mount().Create(name);
        file.Write(0, content);
        return disk;
    }
}
