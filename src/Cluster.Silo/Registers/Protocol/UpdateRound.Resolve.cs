namespace Cluster.Silo.Registers.Protocol;

internal sealed partial class UpdateRound
{
    /// <summary>
    /// Our proposal failed to be accepted by a quorum, yet some replica may hold it and somebody may have it chosen. A quorum that has
    /// promised our new ballot shows whether it was chosen, can still be, or is over.
    /// </summary>
    private void Resolve(RegisterState merged)
    {
        var mine = _mine!;
        if (merged.Current.Author == mine.Result.Author)
            Complete();
        else if (merged.Current.Version > mine.Base)
            Lose();
        else if (merged.Open is not { } open)
            ProposeAgain();
        else if (open.Base == mine.Base || open.Result.Version == mine.Base)
            Finish(open, merged.Current);
        else
            ProposeAgain();
    }

    /// <summary>Nothing else was chosen on our base, nor anything newer completed: what we proposed is as good under the new ballot.</summary>
    private void ProposeAgain()
    {
        _mine = _mine! with { Ballot = _ballot, Guarded = false };
        AskToAccept(baseBallot: null, _mineBase);
    }

    /// <summary>The register has moved on from our base, and whether over our proposal or past it nobody can tell.</summary>
    private void Lose()
    {
        Proposer.Finish(this);
        foreach (var operation in operations)
            operation.Lose();
    }
}
