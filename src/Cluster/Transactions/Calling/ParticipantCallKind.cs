namespace Cluster.Transactions.Calling;

/// <summary>The requests that travel; what reads and writes are made where the participant is.</summary>
internal enum ParticipantCallKind : byte
{
    Validate,
    Prepare,
    Commit,
    Abort,
    Abandon,
    Forget,
    Inquire,
    Check,
}
