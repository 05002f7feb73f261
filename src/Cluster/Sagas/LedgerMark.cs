namespace Cluster.Sagas;

/// <summary>How far a step has come at a participant. The numbers are stored, in databases too.</summary>
internal enum LedgerMark
{
    None = 0,
    Ran = 1,
    Confirmed = 2,

    /// <summary>Undone, or closed before it could happen.</summary>
    Compensated = 3,
}
