namespace Cluster.Silo.Storage.Log;

/// <summary>Takes one recovered record. The span is valid only during the call.</summary>
internal delegate void LogReplay(byte stream, ReadOnlySpan<byte> payload);
