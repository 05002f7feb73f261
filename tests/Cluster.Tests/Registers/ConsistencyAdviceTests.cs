using Cluster.Registers;

namespace Cluster.Tests.Registers;

public sealed class ConsistencyAdviceTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static TheoryData<ConsistencyNeeds, ConsistencyKind, ConsistencyKind> Cases() => new()
    {
        { new ConsistencyNeeds { ReadsBeforeItWrites = true }, ConsistencyKind.Strong, ConsistencyKind.Strong },
        { new ConsistencyNeeds { SeesLatestWrite = true, MaxAge = Second }, ConsistencyKind.Strong, ConsistencyKind.Strong },
        { new ConsistencyNeeds { MaxAge = Second }, ConsistencyKind.BoundedStaleness, ConsistencyKind.Strong },
        { new ConsistencyNeeds { MaxAge = TimeSpan.Zero }, ConsistencyKind.Strong, ConsistencyKind.Strong },
        { new ConsistencyNeeds { MaxAge = Second, ReadsItsOwnWrites = true }, ConsistencyKind.Strong, ConsistencyKind.Strong },
        { new ConsistencyNeeds { ReadsItsOwnWrites = true, GoesOnWithoutMajority = true }, ConsistencyKind.Session, ConsistencyKind.Session },
        { new ConsistencyNeeds(), ConsistencyKind.Eventual, ConsistencyKind.Eventual },
        { new ConsistencyNeeds { MustNotLoseWrites = false }, ConsistencyKind.Weak, ConsistencyKind.Weak },
    };

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Advise_ForNeeds_NamesTheWeakestLevelThatMeetsThem(ConsistencyNeeds needs, ConsistencyKind read, ConsistencyKind write)
    {
        var advice = ClusterRegisters.Advise(needs);

        Assert.Equal((read, write), (advice.Read, advice.Write));
        Assert.NotEmpty(advice.Reason);
    }

    [Fact]
    public void Advise_ForWhatNoLevelGives_SaysSo()
    {
        var failure = Assert.Throws<ArgumentException>(() => ClusterRegisters.Advise(new ConsistencyNeeds { SeesLatestWrite = true, GoesOnWithoutMajority = true }));
        Assert.Contains("majority", failure.Message, StringComparison.Ordinal);
    }
}
