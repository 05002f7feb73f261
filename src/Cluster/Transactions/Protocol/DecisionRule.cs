namespace Cluster.Transactions.Protocol;

/// <summary>What makes a prepared transaction committed.</summary>
internal enum DecisionRule
{
    /// <summary>
    /// That every writer has prepared. Each vote is a compare-and-set on the participant's own replicated record, so the votes are the decision
    /// (Gray and Lamport, Consensus on Transaction Commit, 2006) and no further write stands between them and the answer. For participants
    /// whose records are replicated registers.
    /// </summary>
    ByVotes,

    /// <summary>
    /// That the transaction's decision register says so, which its coordinator sets after all votes. One more round; any participant will do,
    /// since an undecided transaction can be aborted without asking the others.
    /// </summary>
    ByRegister,
}
