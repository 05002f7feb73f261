using Cluster.Silo.Transactions.Protocol;
using Cluster.Transactions.Protocol;

namespace Cluster.Simulation.Transactions;

/// <summary>The protocol with one rule broken, to see that the checkers find it.</summary>
internal sealed record TransactionFault
{
    public static TransactionFault None { get; } = new();

    public ParticipantRules Participant { get; init; } = ParticipantRules.Standard;

    public CoordinatorRules Coordinator { get; init; } = CoordinatorRules.Standard;

    public DeclaredRules Declared { get; init; } = DeclaredRules.Standard;

    /// <summary>What an activation finds in the register when it starts.</summary>
    public Func<ParticipantRecord, ParticipantRecord> Load { get; init; } = record => record;

    /// <summary>Whether writes of the record fail when another activation has taken over.</summary>
    public bool ChecksStamps { get; init; } = true;

    /// <summary>Whether a decision register that is set stays as it is.</summary>
    public bool DecisionsStay { get; init; } = true;

    /// <summary>Whether the grains are asked to prepare only when all registers have promised.</summary>
    public bool WaitsForRegisters { get; init; } = true;

    /// <summary>A world in which nothing goes wrong and no time-out is short enough to end anything.</summary>
    public bool IsCalm { get; init; }

    /// <summary>Each fault by its name, and what the checkers may say of it.</summary>
    public static IReadOnlyDictionary<string, (TransactionFault Fault, string[] Symptoms)> All { get; } =
        new Dictionary<string, (TransactionFault, string[])>
        {
            ["a vote leaves before the promise is durable"] = (With(new Hasty(request => request is not PrepareRequest)), Inconsistent),
            ["reads are confirmed without a look at the register"] = (With(new Hasty(request => request is not ValidateRequest)), Inconsistent),
            ["a commit is told before it is durable"] = (With(new Hasty(request => request is not (InquiryRequest or CommitRequest))), Inconsistent),
            ["a writer says that it has applied what is not durable"] = (With(new TellsEarly()), Inconsistent),
            ["a commit is forgotten before it is durable"] = (With(new ForgetsEarly()), Inconsistent),
            ["a commit is forgotten that its coordinator may ask about"] = (With(new ForgetsUnasked()), Inconsistent),
            ["what others have promised counts before the own promise binds"] = (With(new CountsUnbound()), Inconsistent),
            ["a promise of who knows all writers is taken for the decision"] = (With(new CountsAlone()), Inconsistent),
            ["a promise does not show what it is going to write"] = (With(new HidesPromises()), Inconsistent),
            ["who saw an undecided promise does not wait for it"] = (With(new WaitsForNothing()), Inconsistent),
            ["an inquiry is answered and the session goes on"] = (With(new InquiryWithoutEnd()), Inconsistent),
            ["commits are forgotten at once"] = (With(new ForgetsCommits()), Inconsistent),
            ["a participant in doubt gives up alone"] = (With(new GivesUp()), Inconsistent),
            ["readers without locks don't look at promises"] = (With(new BlindToPromises()), Inconsistent),
            ["snapshots are confirmed without a look at the register"] = (With(new Hasty(request => request is not CheckRequest)), Inconsistent),
            ["nobody is wounded"] = (With(new NoWounds()) with { IsCalm = true }, ["no progress"]),
            ["promises are lost in a restart"] = (new TransactionFault { Load = record => record with { Prepared = record.Prepared.Clear() } }, Inconsistent),
            ["remembered commits are lost in a restart"] = (new TransactionFault { Load = record => record with { Committed = record.Committed.Clear() } }, Inconsistent),
            ["epochs are ignored"] = (new TransactionFault { ChecksStamps = false }, Inconsistent),
            ["a decision can be changed"] = (new TransactionFault { DecisionsStay = false }, Inconsistent),
            ["registers are not waited for"] = (new TransactionFault { WaitsForRegisters = false }, Inconsistent),
            ["one vote is not waited for"] = (With(new OneVoteLess()), Inconsistent),
            ["readers are not asked before writers prepare"] = (With(new ReadersLast()), Inconsistent),
            ["the deadline aborts what others can commit"] = (With(new LateAbort()), Inconsistent),
            ["a declared transaction that is asked for again runs again"] = (new TransactionFault { Declared = new ForgetsResults() }, Inconsistent),
            ["a late copy of a declared transaction runs again"] = (new TransactionFault { Declared = new BlindToLateCopies() }, Inconsistent),
            ["a session that was dropped is known again"] = (new TransactionFault { Declared = new ReopensSessions() }, Inconsistent),
            ["what a declared transaction wrote before it threw stays"] = (new TransactionFault { Declared = new KeepsFailures() }, Inconsistent),
            ["a batch is answered before it is committed"] = (new TransactionFault { Declared = new AnswersEarly() }, Inconsistent),
        };

    private static string[] Inconsistent => ["G", "Incompatible", "Duplicate", "Torn", "total", "lost", "which it should not"];

    private static TransactionFault With(ParticipantRules rules) => new() { Participant = rules };

    private static TransactionFault With(CoordinatorRules rules) => new() { Coordinator = rules };

    private sealed class Hasty(Func<ParticipantRequest, bool> waits) : ParticipantRules
    {
        public override bool WaitsForSync(ParticipantRequest request) => waits(request);
    }

    private sealed class TellsEarly : ParticipantRules
    {
        public override bool TellsWhenDurable => false;
    }

    private sealed class CountsAlone : ParticipantRules
    {
        public override bool LeavesCountingToWhoKnowsAll => false;
    }

    private sealed class CountsUnbound : ParticipantRules
    {
        public override bool CountsWhenBinding => false;
    }

    private sealed class ForgetsEarly : ParticipantRules
    {
        public override bool ForgetsWhenDurable => false;
    }

    private sealed class ForgetsUnasked : ParticipantRules
    {
        public override bool RemembersForCoordinator => false;
    }

    private sealed class HidesPromises : ParticipantRules
    {
        public override bool ShowsPromises => false;
    }

    private sealed class WaitsForNothing : ParticipantRules
    {
        public override bool WaitsForWhatItSaw => false;
    }

    private sealed class InquiryWithoutEnd : ParticipantRules
    {
        public override bool InquiryEnds => false;
    }

    private sealed class ForgetsCommits : ParticipantRules
    {
        public override bool RemembersCommits => false;
    }

    private sealed class GivesUp : ParticipantRules
    {
        public override bool GivesUpInDoubt => true;
    }

    private sealed class BlindToPromises : ParticipantRules
    {
        public override bool ChecksPromises => false;
    }

    private sealed class NoWounds : ParticipantRules
    {
        public override bool Wounds(TransactionId waiting, LockOwner holder) => false;
    }

    private sealed class OneVoteLess : CoordinatorRules
    {
        public override bool Suffice(int votes, int asked) => votes >= asked - 1;
    }

    private sealed class ReadersLast : CoordinatorRules
    {
        public override bool ValidatesFirst(DecisionRule rule) => false;
    }

    private sealed class LateAbort : CoordinatorRules
    {
        public override bool MayAbortWhilePreparing(DecisionRule rule) => true;
    }

    private sealed class ForgetsResults : DeclaredRules
    {
        public override bool RemembersResults => false;
    }

    private sealed class BlindToLateCopies : DeclaredRules
    {
        public override bool KnowsLateCopies => false;
    }

    private sealed class ReopensSessions : DeclaredRules
    {
        public override bool RefusesUnknownSessions => false;
    }

    private sealed class KeepsFailures : DeclaredRules
    {
        public override bool UndoesFailures => false;
    }

    private sealed class AnswersEarly : DeclaredRules
    {
        public override bool AnswersWhenCommitted => false;
    }
}
