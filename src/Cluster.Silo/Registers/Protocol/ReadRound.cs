namespace Cluster.Silo.Registers.Protocol;

/// <summary>
/// A linearizable read: one round trip when a quorum agrees, two when it does not. The second makes sure that a quorum holds what the
/// read returns before it returns: the write-back of ABD for a decided value, and for a proposal its own acceptance, under its own ballot.
/// </summary>
/// <remarks>
/// A read that may lag behind by some versions takes the decided value and leaves a proposal for so many versions more alone: one round trip, always. Nothing
/// that completed can lie behind that proposal, since whoever accepted a successor of it would have shown it as decided.
/// </remarks>
internal sealed class ReadRound(RegisterProposer proposer, RegisterOperation operation, long maxVersionsBehind) : QuorumRound(proposer)
{
    private Versioned? _found;

    public bool IsFor(RegisterOperation read) => ReferenceEquals(operation, read);

    public override void Start()
    {
        _found = null;
        Ask(new ReadRequest(Proposer.Configuration.Epoch, Proposer.Register), spares: true);
    }

    protected override void OnAnswer()
    {
        if (_found is null && HasQuorum)
            Decide(RegisterState.Merge(Agreed.Select(answer => answer.State)));
        else if (_found is not null && HasQuorum)
            Complete(_found);
        else if (_found is not null && Refusals.Any())
            Start();
    }

    private void Decide(RegisterState merged)
    {
        var epoch = Proposer.Configuration.Epoch;
        if (merged.Open is { } ahead && ahead.Result.Version.Step - merged.Current.Version.Step <= maxVersionsBehind)
        {
            Complete(merged.Current, ahead.Result.Version.Step - merged.Current.Version.Step);
        }
        else if (merged.Open is { } open)
        {
            // It may have been chosen, and then whoever proposed it may have been answered: it must not be passed over.
            _found = open.Result;
            bool Holds(RegisterState state) => state.Open is { } own && own.Ballot == open.Ballot && own.Base == open.Base;
            if (Count(Holds) >= Quorum)
                Complete(_found);
            else
                Ask(new ProposeRequest(epoch, Proposer.Register, open, BaseBallot: null, merged.Current), Holds);
        }
        else
        {
            _found = merged.Current;
            if (_found.Version.Step > 0)
            {
                // Only a chosen value is ever current with a step: a quorum has accepted it, and every later quorum shows it. Nothing to write back.
                Complete(_found);
                return;
            }

            bool Holds(RegisterState state) => state.Current.Version == merged.Current.Version;
            if (Count(Holds) >= Quorum)
                Complete(_found);
            else
                Ask(new StoreRequest(epoch, Proposer.Register, merged.Current), Holds);
        }
    }

    private void Complete(Versioned found, long versionsBehind = 0)
    {
        Proposer.Finish(this);
        operation.Complete(found, changed: false, versionsBehind);
    }
}
