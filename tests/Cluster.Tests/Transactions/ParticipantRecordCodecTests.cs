using System.Collections.Immutable;
using Cluster.Silo.Transactions.Durability;
using Cluster.Silo.Transactions.Protocol;
using Cluster.Transactions.Protocol;

namespace Cluster.Tests.Transactions;

public sealed class ParticipantRecordCodecTests
{
    private static readonly TransactionId Transaction = new(638_000_000_000_000_000, 77, 5, 2);

    private static readonly SessionId Session = new(3, 41);

    private static readonly ParticipantSession[] Writers = [new("account/a", Session), new("account/b", new SessionId(1, 2))];

    private static readonly ParticipantRecord Full = new()
    {
        Stamp = new RecordStamp(3, 99, 12),
        Items = ImmutableDictionary<string, CommittedItem>.Empty.Add("x", new CommittedItem([1, 2], new SessionId(2, 7))).Add("empty", new CommittedItem([], Session)).Add("none", new CommittedItem(null, Session)),
        Prepared = ImmutableDictionary<SessionId, PreparedTransaction>.Empty.Add(
            Session, new PreparedTransaction(Transaction, Session, DecisionRule.ByRegister, Writers, new Dictionary<string, byte[]?> { ["x"] = [9], ["y"] = null }, IsWhole: false, After: [new SessionId(3, 39)])),
        Committed = ImmutableDictionary<SessionId, CommittedTransaction>.Empty.Add(new SessionId(3, 40), new CommittedTransaction(Transaction, new SessionId(3, 40), Writers, IsKnown: true)),
        ForgottenThrough = new SessionId(2, 1),
    };

    [Fact]
    public void Decode_OfWhatWasEncoded_GivesTheRecord()
    {
        var decoded = ParticipantRecordCodec.Decode(ParticipantRecordCodec.Encode(Full));

        Assert.Equal((Full.Stamp, Full.ForgottenThrough), (decoded.Stamp, decoded.ForgottenThrough));
        Assert.Equal(["empty", "none", "x"], decoded.Items.Keys.Order(StringComparer.Ordinal));
        Assert.All(Full.Items, item => Assert.Equal(item.Value.Version, decoded.Items[item.Key].Version));
        Assert.All(Full.Items, item => Assert.Equal(item.Value.Value, decoded.Items[item.Key].Value));
        var (expected, promise) = (Full.Prepared[Session], decoded.Prepared[Session]);
        Assert.Equal((expected.Transaction, expected.Session, expected.Rule, expected.IsWhole), (promise.Transaction, promise.Session, promise.Rule, promise.IsWhole));
        Assert.Equal(expected.Writers, promise.Writers);
        Assert.Equal(expected.After, promise.After);
        Assert.Equal(expected.Writes, promise.Writes);
        Assert.Equal(Writers, decoded.Committed[new SessionId(3, 40)].Writers);
        Assert.True(decoded.Committed[new SessionId(3, 40)].IsKnown);
        Assert.Equal(Full.Stamp, ParticipantRecordCodec.DecodeStamp(ParticipantRecordCodec.Encode(Full)));
    }

    [Fact]
    public void HasPromises_TellsByTheFirstBytes()
    {
        Assert.True(ParticipantRecordCodec.HasPromises(ParticipantRecordCodec.Encode(Full)));
        Assert.False(ParticipantRecordCodec.HasPromises(ParticipantRecordCodec.Encode(Full.Abort(Session))));
        Assert.False(ParticipantRecordCodec.HasPromises([]));
    }

    [Fact]
    public void Decode_OfTheLayoutBefore_KnowsNothingOfCoordinators()
    {
        // The bytes of one promise and one commit as they were written before commits told whether their coordinators know.
        byte[] bytes =
        [
            1, 1, .. BitConverter.GetBytes(3L), .. BitConverter.GetBytes(99L), .. BitConverter.GetBytes(12L), 0, 0, 0,
            1, .. BitConverter.GetBytes(7L), .. BitConverter.GetBytes(8L), 5, 2, 3, 41, 0, 1, 1, (byte)'a', 3, 41, 1, 1, (byte)'x', 2, 9,
            1, .. BitConverter.GetBytes(7L), .. BitConverter.GetBytes(8L), 4, 1, 3, 40, 1, 1, (byte)'a', 3, 40,
        ];

        var decoded = ParticipantRecordCodec.Decode(bytes);

        Assert.True(ParticipantRecordCodec.HasPromises(bytes));
        Assert.True(decoded.Prepared[Session] is { IsWhole: true, After.Count: 0 });
        Assert.Equal([9], decoded.Prepared[Session].Writes["x"]);
        Assert.False(decoded.Committed[new SessionId(3, 40)].IsKnown);
    }

    [Fact]
    public void OwnerOf_TellsWhoWroteByTheFirstBytes()
    {
        Assert.Equal(99, ParticipantRecordCodec.OwnerOf(ParticipantRecordCodec.Encode(Full)));
        Assert.Equal(0, ParticipantRecordCodec.OwnerOf([]));
    }

    [Fact]
    public void Decode_OfAnotherLayout_SaysSo() => Assert.Throws<FormatException>(() => ParticipantRecordCodec.Decode([9, 0, 0]));
}
