using System.Buffers.Binary;

namespace Cluster.Silo.Storage.Log;

/// <summary>Records that will be written and synced together, already laid out as they will stand in the file.</summary>
internal sealed class LogBatch
{
    private const int RecordOverhead = sizeof(int) + 1;
    private const int KeptBufferBytes = 1 << 20;

    private byte[] _buffer = new byte[16 << 10];
    private int _length = BatchHeader.Bytes;

    public int Count { get; private set; }

    /// <summary>Whether somebody waits for it, or soon will.</summary>
    public bool IsUrgent { get; set; }

    public int BodyBytes => _length - BatchHeader.Bytes;

    /// <summary>Completes when the batch is durable, with the sequence of its last record.</summary>
    public TaskCompletionSource<long> Durable { get; private set; } = NewCompletion();

    /// <summary>Set when a snapshot begins behind this batch: completes with the last sequence before the snapshot's boundary.</summary>
    public TaskCompletionSource<long>? Boundary { get; set; }

    /// <summary>What a record of this size adds to a batch.</summary>
    public static int SizeOf(int payloadBytes) => RecordOverhead + payloadBytes;

    public void Add(byte stream, ReadOnlySpan<byte> payload)
    {
        var size = SizeOf(payload.Length);
        if (_buffer.Length - _length < size)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + size));

        var target = _buffer.AsSpan(_length, size);
        BinaryPrimitives.WriteInt32LittleEndian(target, payload.Length);
        target[sizeof(int)] = stream;
        payload.CopyTo(target[RecordOverhead..]);
        _length += size;
        Count++;
    }

    /// <summary>The bytes of the whole batch, its header filled in.</summary>
    public ReadOnlySpan<byte> Seal(ulong identity, long first)
    {
        var body = _buffer.AsSpan(BatchHeader.Bytes, BodyBytes);
        new BatchHeader(identity, first, Count, BodyBytes, Crc32C.Compute(body)).Write(_buffer);
        return _buffer.AsSpan(0, _length);
    }

    /// <summary>Makes the batch empty again; a buffer that one burst made large is given back.</summary>
    public void Reset()
    {
        if (_buffer.Length > KeptBufferBytes)
            _buffer = new byte[KeptBufferBytes];
        _length = BatchHeader.Bytes;
        Count = 0;
        IsUrgent = false;
        Boundary = null;
        Durable = NewCompletion();
    }

    /// <summary>Reads the records of a batch whose checksum has been verified; false if they do not add up to the header's count.</summary>
    public static bool TryReplay(ReadOnlySpan<byte> body, int count, int skip, LogReplay replay)
    {
        for (var index = 0; index < count; index++)
        {
            if (body.Length < RecordOverhead)
                return false;
            var length = BinaryPrimitives.ReadInt32LittleEndian(body);
            if (length < 0 || length > body.Length - RecordOverhead)
                return false;
            if (index >= skip)
                replay(body[sizeof(int)], body.Slice(RecordOverhead, length));
            body = body[(RecordOverhead + length)..];
        }

        return body.IsEmpty;
    }

    private static TaskCompletionSource<long> NewCompletion()
    {
        var completion = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        // A caller may drop the task of an append; its failure is then reported by the log's own state, not by the finalizer.
        _ = completion.Task.ContinueWith(
            static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return completion;
    }
}
