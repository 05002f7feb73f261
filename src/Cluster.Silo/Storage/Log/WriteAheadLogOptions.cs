using System.ComponentModel.DataAnnotations;

namespace Cluster.Silo.Storage.Log;

/// <summary>Sizes of a write-ahead log.</summary>
internal sealed class WriteAheadLogOptions
{
    /// <summary>A segment that has grown past this is closed and the next one begun. Bytes; 64 MiB by default.</summary>
    [Range(4096, 1L << 32)]
    public long SegmentBytes { get; set; } = 64L << 20;

    /// <summary>
    /// How much may wait to be synced, in bytes; 32 MiB by default. Appends beyond it wait, in their order. No record can be larger.
    /// </summary>
    [Range(4096, 1 << 30)]
    public int MaxPendingBytes { get; set; } = 32 << 20;
}
