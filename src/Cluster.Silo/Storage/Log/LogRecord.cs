namespace Cluster.Silo.Storage.Log;

/// <summary>One record: which user of the shared log it belongs to, and its bytes.</summary>
internal readonly record struct LogRecord(byte Stream, ReadOnlyMemory<byte> Payload);
