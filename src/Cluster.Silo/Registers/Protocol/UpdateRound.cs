namespace Cluster.Silo.Registers.Protocol;

/// <summary>
/// Carries out changes to a register by CASPaxos (Rystsov, arXiv:1802.07000), all that were waiting as one: one round trip for
/// who leads already, two for who has to take the lead.
/// </summary>
internal sealed partial class UpdateRound(RegisterProposer proposer, IReadOnlyList<RegisterOperation> operations) : QuorumRound(proposer)
{
    private readonly List<ProposalMark> _tried = [];
    private Phase _phase;
    private Ballot _ballot;
    private Versioned _known = Versioned.Nothing;
    private Proposal? _other;
    private Proposal? _mine;
    private Versioned? _mineBase;
    private bool _isProposing;

    private enum Phase
    {
        /// <summary>Asking for promises.</summary>
        Preparing,

        /// <summary>Having another proposer's proposal chosen, which may have been chosen before.</summary>
        Finishing,

        /// <summary>Having our own proposal chosen.</summary>
        Proposing,

        /// <summary>Nothing is to be changed, and what that rests on was known from before: asking whether it still holds.</summary>
        Confirming,

        /// <summary>Nothing is to be changed: making sure that a quorum holds what that rests on.</summary>
        Settling,

        /// <summary>Letting a proposer with a higher ballot go first.</summary>
        Yielding,
    }

    public bool IsYielding => _phase == Phase.Yielding;

    private long Epoch => Proposer.Configuration.Epoch;

    public override void Start()
    {
        if (Proposer.Lead is { } lead && _mine is null)
        {
            (_ballot, _known) = (lead.Ballot, lead.Known);
            ProposeOwn(isGuarded: true);
        }
        else
        {
            Prepare();
        }
    }

    public override void Resend()
    {
        if (_phase == Phase.Yielding)
            Prepare();
        else if (_phase != Phase.Confirming && Refusals.Any())
            Yield();
        else
            base.Resend();
    }

    protected override void OnAnswer()
    {
        if (_isProposing && IsRefusedByAll && Refusals.All(refusal => _tried.TrueForAll(refusal.State.Recent.Exclude)))
        {
            // No replica has it, none will take it: nobody can ever have it chosen.
            (_mine, _isProposing) = (null, false);
            Prepare();
            return;
        }

        if (_phase == Phase.Yielding)
            return;
        if (!HasQuorum)
        {
            if (IsHopeless)
                Yield();
            return;
        }

        switch (_phase)
        {
            case Phase.Preparing:
                OnPrepared(RegisterState.Merge(Agreed.Select(answer => answer.State)));
                break;
            case Phase.Finishing:
                OnOtherChosen();
                break;
            case Phase.Proposing:
                OnOwnChosen();
                break;
            case Phase.Confirming when Agreed.Any(answer => answer.State.Current.Version != _known.Version || answer.State.Open is not null):
                Prepare();
                break;
            default:
                Complete();
                break;
        }
    }

    protected override ProposeRequest WithBase(ProposeRequest request) => request with { BaseValue = _phase == Phase.Proposing ? _mineBase : _known };

    private void Prepare()
    {
        Proposer.Lead = null;
        _ballot = Proposer.NextBallot();
        _phase = Phase.Preparing;
        _isProposing = false;
        Ask(new PrepareRequest(Epoch, Proposer.Register, _ballot));
    }

    /// <summary>Waits for the next <see cref="Resend"/> before it tries with a higher ballot.</summary>
    private void Yield()
    {
        Proposer.Lead = null;
        _phase = Phase.Yielding;
    }

    private void OnPrepared(RegisterState merged)
    {
        if (_mine is not null)
        {
            Resolve(merged);
        }
        else if (merged.Open is { } open)
        {
            Finish(open, merged.Current);
        }
        else
        {
            _known = merged.Current;
            ProposeOwn(isGuarded: false);
        }
    }

    /// <summary>Has the only proposal that can have been chosen on this base chosen under our ballot.</summary>
    private void Finish(Proposal open, Versioned current)
    {
        _known = current;
        _other = open with { Ballot = _ballot, Guarded = false };
        _phase = Phase.Finishing;
        Ask(new ProposeRequest(Epoch, Proposer.Register, _other, BaseBallot: null, current));
    }

    private void OnOtherChosen()
    {
        _known = _other!.Result;
        if (_mine is null)
            ProposeOwn(isGuarded: false);
        else if (_known.Author == _mine.Result.Author)
            Complete();
        else if (_known.Version == _mine.Base)
            ProposeAgain();
        else
        {
            // Chosen on the same base as ours was meant for: ours can't be chosen any more, and never was.
            _mine = null;
            ProposeOwn(isGuarded: false);
        }
    }

    private void ProposeOwn(bool isGuarded)
    {
        var (value, steps, first) = (_known, 0, Proposer.Successor(_known.Version));
        var author = Proposer.NextOperation();
        foreach (var operation in operations)
        {
            var change = operation.Apply(value);
            if (change is not null)
                value = new Versioned(first.Plus(steps++), author, change.Value);
            operation.Tentative = (value, change is not null);
        }

        if (steps > 0)
        {
            _mine = new Proposal(_ballot, _known.Version, value, isGuarded);
            _mineBase = _known;
            _tried.Clear();
            AskToAccept(_ballot, isGuarded ? null : _known);
        }
        else if (isGuarded)
        {
            _phase = Phase.Confirming;
            Ask(new ReadRequest(Epoch, Proposer.Register));
        }
        else if (_phase == Phase.Finishing || Count(state => state.Current.Version == _known.Version) >= Quorum)
        {
            Complete();
        }
        else
        {
            _phase = Phase.Settling;
            Ask(new StoreRequest(Epoch, Proposer.Register, _known), state => state.Current.Version == _known.Version);
        }
    }

    private void AskToAccept(Ballot? baseBallot, Versioned? baseValue)
    {
        _tried.Add(_mine!.Mark);
        _phase = Phase.Proposing;
        _isProposing = true;
        Ask(new ProposeRequest(Epoch, Proposer.Register, _mine, baseBallot, baseValue));
    }

    private void OnOwnChosen()
    {
        Proposer.Lead = new RegisterLead(_ballot, _mine!.Result);
        Proposer.Announce(new CommitRequest(Epoch, Proposer.Register, _ballot, _mine.Result.Version));
        Complete();
    }

    private void Complete()
    {
        Proposer.Finish(this);
        foreach (var operation in operations)
            operation.CompleteTentative();
    }
}
