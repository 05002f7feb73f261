namespace Cluster.Sagas;

/// <summary>What a participant is to do with a request, as its <see cref="StepLedger"/> says.</summary>
public enum LedgerVerdict
{
    /// <summary>Carry the effect out, and make it durable together with the ledger.</summary>
    Proceed,

    /// <summary>It was carried out before: answer as if it had been done now.</summary>
    AlreadyDone,

    /// <summary>
    /// A compensation of what has not happened. There is nothing to undo; make the ledger durable all the same, for it now keeps the request
    /// that is undone from taking effect when it arrives after all.
    /// </summary>
    NothingToUndo,

    /// <summary>It was compensated before it arrived, or is confirmed and cannot be compensated: it must not take effect. Refuse it.</summary>
    TooLate,
}
