namespace Cluster.Silo.Registers.Protocol;

/// <summary>An operation on one register, as its proposer carries it out.</summary>
/// <param name="change">
/// For a read-modify-write: maps what the register holds to what it shall hold, or to null to leave it alone. It may be called several
/// times and must not have effects. Null for reads and plain writes.
/// </param>
/// <param name="completed">Called once, when the outcome is known.</param>
internal sealed class RegisterOperation(Func<Versioned, RegisterChange?>? change, Action<RegisterOperation>? completed)
{
    public RegisterOutcome Outcome { get; private set; }

    /// <summary>Whether a round is under way for it, or was.</summary>
    public bool IsBegun { get; internal set; }

    /// <summary>What was read or written; what the register held, when a read-modify-write left it alone. Null unless done.</summary>
    public Versioned? Result { get; private set; }

    /// <summary>Of a read: how many versions newer than the result may have been acknowledged before it began, at most.</summary>
    public long VersionsBehind { get; private set; }

    /// <summary>Whether the register was changed.</summary>
    public bool Changed { get; private set; }

    /// <summary>What the round under way makes of the operation, should it succeed.</summary>
    internal (Versioned Result, bool Changed) Tentative { get; set; }

    internal RegisterChange? Apply(Versioned current) => change!(current);

    internal void Complete(Versioned result, bool changed, long versionsBehind = 0)
    {
        (Outcome, Result, Changed, VersionsBehind) = (RegisterOutcome.Done, result, changed, versionsBehind);
        completed?.Invoke(this);
    }

    internal void CompleteTentative() => Complete(Tentative.Result, Tentative.Changed);

    internal void Lose()
    {
        Outcome = RegisterOutcome.Unknown;
        completed?.Invoke(this);
    }
}
