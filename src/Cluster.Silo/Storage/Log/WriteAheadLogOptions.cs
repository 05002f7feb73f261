using System.ComponentModel.DataAnnotations;

namespace Cluster.Silo.Storage.Log;

/// <summary>Sizes of a write-ahead log.</summary>
internal sealed class WriteAheadLogOptions
{
    /// <summary>A segment that has grown past this is closed and the next one begun. Bytes; 64 MiB by default.</summary>
    [Range(4096, 1L << 32)]
    public long SegmentBytes { get; set; } = 64L << 20;

    /// <summary>
    /// How many zeros are written behind a batch for which the segment had to grow, in bytes; 1 MiB by default, 0 for none. A sync of what is written over them has
    /// no new length or place of a block to make durable besides: on ext4 it took 1.8 ms in place of 3.0.
    /// </summary>
    [Range(0, 64 << 20)]
    public int PreparedBytes { get; set; } = 1 << 20;

    /// <summary>
    /// How much may wait to be synced, in bytes; 32 MiB by default. Appends beyond it wait, in their order. No record can be larger.
    /// </summary>
    [Range(4096, 1 << 30)]
    public int MaxPendingBytes { get; set; } = 32 << 20;
}
