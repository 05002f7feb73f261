namespace Cluster.Transactions.Protocol;

/// <summary>The content of a decision register; the first that is set stays.</summary>
internal enum Decision
{
    Aborted,
    Committed,
}
