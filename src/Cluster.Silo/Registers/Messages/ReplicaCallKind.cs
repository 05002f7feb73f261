namespace Cluster.Silo.Registers.Messages;

/// <summary>Which request a <see cref="ReplicaCallItem"/> is.</summary>
internal enum ReplicaCallKind : byte
{
    Read,
    Store,
    Prepare,
    Propose,
    Commit,
}
