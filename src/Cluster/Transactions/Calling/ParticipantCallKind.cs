namespace Cluster.Transactions.Calling;

/// <summary>The requests that travel. Reads and writes of grains' code are made where the participant is; those of batches of declared transactions travel.</summary>
internal enum ParticipantCallKind : byte
{
    Validate,
    Prepare,
    Commit,
    Abort,
    Abandon,
    Applied,
    Inquire,
    Check,
    Operate,
}
