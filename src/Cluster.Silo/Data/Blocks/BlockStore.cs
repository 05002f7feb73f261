namespace Cluster.Silo.Data.Blocks;

/// <summary>Makes the containers of a silo's blocks, which share one memory budget and one work folder.</summary>
internal sealed class BlockStore(BlockMemory memory, WorkFolder folder)
{
    public SegmentSet Create(int segments) => new(segments, memory, folder);
}
