namespace Cluster.Load;

/// <summary>Which lock a process is to hold.</summary>
internal sealed class LockHoldOptions
{
    public string Name { get; set; } = "";
}
