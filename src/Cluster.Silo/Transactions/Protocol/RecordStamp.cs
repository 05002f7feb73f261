namespace Cluster.Silo.Transactions.Protocol;

/// <summary>Names one state of a participant's record. No two writes have the same.</summary>
/// <param name="Epoch">Rises with each activation.</param>
/// <param name="Owner">The activation, so that one whose answer got lost can tell its own epoch from another's.</param>
/// <param name="Write">Counts the writes of the activation.</param>
internal readonly record struct RecordStamp(long Epoch, long Owner, long Write)
{
    public override string ToString() => $"{Epoch}.{Write}";
}
