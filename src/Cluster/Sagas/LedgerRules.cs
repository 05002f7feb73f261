namespace Cluster.Sagas;

/// <summary>The one rule of all barriers: what a request means, given what was done for its step before.</summary>
internal static class LedgerRules
{
    public static (LedgerVerdict Verdict, LedgerMark Mark) Judge(LedgerMark mark, SagaOperation operation) => (operation, mark) switch
    {
        (SagaOperation.Run, LedgerMark.None) => (LedgerVerdict.Proceed, LedgerMark.Ran),
        (SagaOperation.Run, LedgerMark.Ran or LedgerMark.Confirmed) => (LedgerVerdict.AlreadyDone, mark),
        (SagaOperation.Confirm, LedgerMark.Ran) => (LedgerVerdict.Proceed, LedgerMark.Confirmed),
        (SagaOperation.Confirm, LedgerMark.Confirmed) => (LedgerVerdict.AlreadyDone, mark),
        (SagaOperation.Compensate, LedgerMark.None) => (LedgerVerdict.NothingToUndo, LedgerMark.Compensated),
        (SagaOperation.Compensate, LedgerMark.Ran) => (LedgerVerdict.Proceed, LedgerMark.Compensated),
        (SagaOperation.Compensate, LedgerMark.Compensated) => (LedgerVerdict.AlreadyDone, mark),
        _ => (LedgerVerdict.TooLate, mark),
    };
}
