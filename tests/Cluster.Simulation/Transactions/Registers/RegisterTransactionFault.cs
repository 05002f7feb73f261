using Cluster.Silo.Registers.Promises;
using Cluster.Transactions.Protocol;

namespace Cluster.Simulation.Transactions.Registers;

/// <summary>Transactions over registers with one rule broken, to see that the checker finds it.</summary>
internal sealed record RegisterTransactionFault
{
    public static RegisterTransactionFault None { get; } = new();

    public PromiseRules Promises { get; init; } = PromiseRules.Standard;

    public RegisterWorkRules Work { get; init; } = RegisterWorkRules.Standard;

    /// <summary>Whether a decision that is made stays as it is.</summary>
    public bool DecisionsStay { get; init; } = true;

    /// <summary>Whether a decision is kept until no promise stands any more.</summary>
    public bool RemembersUntilSettled { get; init; } = true;

    public static IReadOnlyDictionary<string, RegisterTransactionFault> All { get; } = new Dictionary<string, RegisterTransactionFault>
    {
        ["plain writes pass over promises"] = new() { Promises = new HastyWrites() },
        ["plain reads show what was there before the promise"] = new() { Promises = new HastyReads() },
        ["a promise takes the place of another's"] = new() { Promises = new HastyPromises() },
        ["a promise is broken without a decision"] = new() { Promises = new BreaksAlone() },
        ["a read rests on a decision without having ended the promise"] = new() { Promises = new AnswersUnsettled() },
        ["a promise is ended without a look whether it still stands"] = new() { Promises = new SettlesBlindly() },
        ["what was read is not looked at again"] = new() { Work = new Unchecked() },
        ["what was read is looked at before all promises stand"] = new() { Work = new ChecksEarly() },
        ["one promise is not waited for"] = new() { Work = new OnePromiseLess() },
        ["a promise of which nothing is known counts"] = new() { Work = new Hopeful() },
        ["a decision can be changed"] = new() { DecisionsStay = false },
        ["a decision is forgotten while promises stand"] = new() { RemembersUntilSettled = false },
    };

    private sealed class HastyWrites : PromiseRules
    {
        public override bool WritesWait => false;
    }

    private sealed class HastyReads : PromiseRules
    {
        public override bool ReadsWait => false;
    }

    private sealed class HastyPromises : PromiseRules
    {
        public override bool PromisesWait => false;
    }

    private sealed class BreaksAlone : PromiseRules
    {
        public override bool DecidesBeforeItBreaks => false;
    }

    private sealed class AnswersUnsettled : PromiseRules
    {
        public override bool SettlesBeforeItAnswers => false;
    }

    private sealed class SettlesBlindly : PromiseRules
    {
        public override bool LooksBeforeItSettles => false;
    }

    private sealed class Unchecked : RegisterWorkRules
    {
        public override bool Checks => false;
    }

    private sealed class ChecksEarly : RegisterWorkRules
    {
        public override bool PromisesBeforeItChecks => false;
    }

    private sealed class OnePromiseLess : RegisterWorkRules
    {
        public override int PromisesNotWaitedFor => 1;
    }

    private sealed class Hopeful : RegisterWorkRules
    {
        public override bool RefusesTheUnknown => false;
    }
}
