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
            Session, new PreparedTransaction(Transaction, Session, DecisionRule.ByRegister, Writers, new Dictionary<string, byte[]?> { ["x"] = [9], ["y"] = null })),
        Committed = ImmutableDictionary<SessionId, CommittedTransaction>.Empty.Add(new SessionId(3, 40), new CommittedTransaction(Transaction, new SessionId(3, 40), Writers)),
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
        Assert.Equal((expected.Transaction, expected.Session, expected.Rule), (promise.Transaction, promise.Session, promise.Rule));
        Assert.Equal(expected.Writers, promise.Writers);
        Assert.Equal(expected.Writes, promise.Writes);
        Assert.Equal(Writers, decoded.Committed[new SessionId(3, 40)].Writers);
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
    public void Decode_OfAnotherLayout_SaysSo() => Assert.Throws<FormatException>(() => ParticipantRecordCodec.Decode([9, 0, 0]));
}
