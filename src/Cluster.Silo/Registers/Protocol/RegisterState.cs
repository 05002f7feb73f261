namespace Cluster.Silo.Registers.Protocol;

/// <summary>What a replica knows of one register.</summary>
/// <param name="Current">The newest decided value: written by a plain write, or chosen as a successor.</param>
/// <param name="Promised">Proposals of lower ballots are refused.</param>
/// <param name="Accepted">The last proposal accepted. It counts only while it builds on the current version, see <see cref="Open"/>.</param>
/// <param name="Recent">Which proposals were accepted last, kept when they are over, so that a proposer can learn that its own was not.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.RegisterState")]
internal sealed record RegisterState(
    [property: Id(0)] Versioned Current, [property: Id(1)] Ballot Promised, [property: Id(2)] Proposal? Accepted, [property: Id(3)] RecentProposals Recent)
{
    public static RegisterState Initial { get; } = new(Versioned.Nothing, Ballot.Zero, null, default);

    /// <summary>The accepted proposal for the successor of the current version, which may have been chosen; null when there is none.</summary>
    public Proposal? Open => Accepted is not null && Accepted.Base == Current.Version ? Accepted : null;

    /// <summary>
    /// What several replicas of a quorum know together: the newest decided value, the highest promise, and of the proposals open on that
    /// value the one with the highest ballot, which is the only one that can have been chosen.
    /// </summary>
    public static RegisterState Merge(IEnumerable<RegisterState> states)
    {
        var merged = Initial;
        foreach (var state in states)
        {
            var isNewer = state.Current.Version > merged.Current.Version;
            var isHigher = state.Current.Version == merged.Current.Version
                && state.Open is { } open
                && (merged.Accepted is null || open.Ballot > merged.Accepted.Ballot);
            merged = new RegisterState(
                isNewer ? state.Current : merged.Current,
                state.Promised > merged.Promised ? state.Promised : merged.Promised,
                isNewer || isHigher ? state.Open : merged.Accepted,
                merged.Recent.With(state.Recent.Last).With(state.Recent.Previous));
        }

        return merged;
    }
}
