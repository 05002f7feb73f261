using Cluster.Registers;
using Cluster.Registers.Sessions;
using CsCheck;

namespace Cluster.Tests.Registers;

public sealed class SessionTokenTests
{
    private static readonly Gen<RegisterVersion> Versions = Gen.Select(Gen.Long[0, 9], Gen.Int[0, 3], Gen.Long[0, 99], Gen.Int[0, 2], Gen.Long)
        .Select((time, step, physical, logical, actor) => new RegisterVersion(time, actor, step) { Physical = physical, Logical = logical, Actor = actor });

    [Fact]
    public void Token_AsTextAndBack_IsTheSame() =>
        Gen.Select(Gen.OneOfConst("a", "b/c", "ü"), Versions).Array[0, 20].Sample(seen =>
        {
            var token = seen.Aggregate(SessionToken.Empty, (current, entry) => current.With(entry.Item1, entry.Item2));
            var again = SessionToken.Parse(token.ToString());

            Assert.Equal(token.ToString(), again.ToString());
            Assert.All(seen, entry => Assert.Equal(token.Floor(entry.Item1), again.Floor(entry.Item1)));
            Assert.All(seen, entry => Assert.True(again.Floor(entry.Item1) >= entry.Item2 && again.Newest >= new RegisterVersion() { Physical = entry.Item2.Physical, Logical = entry.Item2.Logical, Actor = entry.Item2.Actor }));
        }, iter: 500);

    [Fact]
    public void Token_AllowsWhatIsAsNewAsTheSessionSaw()
    {
        var (old, seen) = (new RegisterVersion() { Physical = 1, Actor = 1 }, new RegisterVersion() { Physical = 2, Actor = 1 });
        var token = SessionToken.Empty.With("a", seen);

        Assert.False(token.Allows("a", old));
        Assert.True(token.Allows("a", seen));
        Assert.True(token.Allows("b", default));
        Assert.Same(token, token.With("a", old));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AQ")]
    [InlineData("not a token")]
    [InlineData("_wAAAA")]
    public void Parse_OfSomethingElse_SaysSo(string text) => Assert.Throws<FormatException>(() => SessionToken.Parse(text));
}
