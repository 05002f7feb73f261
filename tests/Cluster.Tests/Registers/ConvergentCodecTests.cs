using Cluster.Silo.Registers.Convergent;
using Cluster.Silo.Registers.Durability;
using Cluster.Silo.Registers.Protocol;
using Cluster.Silo.Registers.Repair;
using CsCheck;

namespace Cluster.Tests.Registers;

public sealed class ConvergentCodecTests
{
    private static readonly Gen<ConvergentState> Values = Gen.Select(Gen.Long[0, 99], Gen.Long, Gen.Long[0, 99], Gen.Byte.Array[0, 20], Gen.Bool,
        (time, actor, physical, bytes, isAbsent) => ConvergentState.Of(new LastWriterWins(new WeakVersion(new Carstamp(time, actor, 1), new HybridTime(physical, 2, actor)), isAbsent ? null : bytes)));

    private static readonly Gen<ConvergentState> Counters = Gen.Select(Gen.Long, Gen.Long[-99, 99]).Array[1, 5].Select(adds =>
        adds.Where(add => add.Item2 != 0).Aggregate(ConvergentState.Of(Counter.Empty), (state, add) => state.Merge(ConvergentState.Of(state.Counter!.Add(add.Item1, add.Item2)))));

    private static readonly Gen<ConvergentState> Maps = Gen.Select(Gen.Long[1, 3], Gen.OneOfConst("", "a", "ü"), Gen.Byte.Array[0, 5], Gen.Bool).Array[0, 12].Select(changes =>
        changes.Aggregate(ConvergentState.Of(ObservedRemoveMap<string, byte[]>.Empty), (state, change) => state.Merge(ConvergentState.Of(
            change.Item4 ? state.Map!.Remove(change.Item2) : state.Map!.Put(change.Item1, change.Item2, change.Item3)))));

    private static readonly Gen<ConvergentState> States = Gen.OneOf(Values, Counters, Maps, Gen.Const(ConvergentState.Empty));

    [Fact]
    public void Record_AsBytesAndBack_IsTheSame() => Gen.Select(Gen.Int[0, 63], Gen.String, States).Sample((shard, register, state) =>
    {
        var (shardAgain, registerAgain, stateAgain) = ConvergentCodec.DecodeRecord(ConvergentCodec.EncodeRecord(shard, register, state));
        Assert.Equal((shard, register, state.Digest), (shardAgain, registerAgain, stateAgain.Digest));
        Assert.Equal(state.Counter?.Value, stateAgain.Counter?.Value);
        Assert.Equal(state.Value?.Value, stateAgain.Value?.Value);
        Assert.Equal(state.Map?.Keys.Order(), stateAgain.Map?.Keys.Order());
    }, iter: 500);

    [Fact]
    public void Record_CutShort_IsRefused() => States.Sample(state =>
    {
        var bytes = ConvergentCodec.EncodeRecord(1, "register", state);
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<FormatException>(() => ConvergentCodec.DecodeRecord(bytes.AsSpan(0, length)));
    }, iter: 100);

    [Fact]
    public void Messages_AsBytesAndBack_AreTheSame() => Gen.Select(States, Gen.Long[0, 1 << 20], Gen.String).Sample((state, change, register) =>
    {
        var delta = Assert.IsType<DeltaMessage<ConvergentState>>(Again(new DeltaMessage<ConvergentState>(change, register, state)));
        Assert.Equal((change, register, state.Digest), (delta.Change, delta.Register, delta.State.Digest));
        Assert.Equal(new ReceivedMessage(change), Again(new ReceivedMessage(change)));
        var tree = Assert.IsType<TreeMessage>(Again(new TreeMessage(new TreeDigest(2, new Dictionary<int, ulong> { [5] = state.Digest }))));
        Assert.Equal((2, state.Digest), (tree.Digest.Level, tree.Digest.Nodes[5]));
        var leaves = Assert.IsType<LeavesMessage>(Again(new LeavesMessage([7], new Dictionary<string, ulong> { [register] = 9 })));
        Assert.Equal((7, 9UL), (leaves.Leaves[0], leaves.Registers[register]));
        var states = Assert.IsType<StatesMessage<ConvergentState>>(Again(
            new StatesMessage<ConvergentState>(new Dictionary<string, ConvergentState> { [register] = state }, [register])));
        Assert.Equal((state.Digest, register), (states.States[register].Digest, states.Wanted[0]));
    }, iter: 300);

    private static ConvergentMessage Again(ConvergentMessage message) => ConvergentCodec.Decode(ConvergentCodec.Encode(message));
}
