namespace Cluster.Silo.Registers.Protocol;

/// <summary>
/// A plain write without a leader, in two round trips that no other proposer can hold up: ask a quorum for the newest version, then
/// store under a newer one (Lynch and Shvartsman's multi-writer form of ABD).
/// </summary>
internal sealed class WriteRound(RegisterProposer proposer, RegisterOperation operation, byte[]? value) : QuorumRound(proposer)
{
    private Versioned? _written;

    public override void Start()
    {
        // Once stored anywhere it may have been read: it goes on under the version that it has.
        if (_written is null)
            Ask(new ReadRequest(Proposer.Configuration.Epoch, Proposer.Register));
        else
            Ask(new StoreRequest(Proposer.Configuration.Epoch, Proposer.Register, _written));
    }

    protected override void OnAnswer()
    {
        if (!HasQuorum)
            return;
        if (_written is null)
        {
            _written = Proposer.Write(RegisterState.Merge(Agreed.Select(answer => answer.State)).Current.Version, value);
            Start();
        }
        else
        {
            Proposer.Finish(this);
            operation.Complete(_written, changed: true);
        }
    }
}
