using Cluster.Silo.Registers.Durability;
using Cluster.Silo.Registers.Layout;
using Cluster.Silo.Registers.Protocol;

namespace Cluster.Silo.Registers.Messages;

/// <summary>The bytes of messages between proposers and replicas, many requests or answers in each: they are small, there are many, and most of what they cost would be their envelopes.</summary>
internal static class ReplicaMessages
{
    private const byte Version = 1;

    private enum Kind : byte
    {
        Read = 1,
        Store = 2,
        Prepare = 3,
        Propose = 4,
        Commit = 5,
    }

    private enum Form : byte
    {
        /// <summary>There is no answer.</summary>
        None = 0,

        /// <summary>With the register's whole state.</summary>
        Whole = 1,

        /// <summary>Without values, which the proposer does not need after a change.</summary>
        Marks = 2,
    }

    public static byte[] Encode(IReadOnlyList<ReplicaShardRequest> requests)
    {
        var writer = Begin(requests.Count);
        for (var index = 0; index < requests.Count; index++)
            Write(writer, requests[index]);
        return writer.Written.ToArray();
    }

    /// <exception cref="FormatException">The bytes are none that this version knows.</exception>
    public static ReplicaShardRequest[] DecodeRequests(byte[] message)
    {
        var reader = Begin(message, out var count);
        var requests = new ReplicaShardRequest[count];
        for (var index = 0; index < count; index++)
            requests[index] = ReadCall(ref reader);
        return requests;
    }

    /// <param name="requests">What was asked.</param>
    /// <param name="responses">The answers, in the order of the requests; null where there is none.</param>
    public static byte[] Encode(IReadOnlyList<ReplicaShardRequest> requests, ReplicaResponse?[] responses)
    {
        var writer = Begin(responses.Length);
        for (var index = 0; index < responses.Length; index++)
            Write(writer, responses[index], requests[index].Request is ReadRequest or PrepareRequest ? Form.Whole : Form.Marks);
        return writer.Written.ToArray();
    }

    /// <exception cref="FormatException">The bytes are none that this version knows.</exception>
    public static ReplicaResponse?[] DecodeResponses(byte[] message)
    {
        var reader = Begin(message, out var count);
        var responses = new ReplicaResponse?[count];
        for (var index = 0; index < count; index++)
            responses[index] = ReadResponse(ref reader);
        return responses;
    }

    private static ByteWriter Begin(int count)
    {
        var writer = new ByteWriter(count * 192);
        writer.Write(Version);
        writer.WriteCompact(count);
        return writer;
    }

    private static ByteReader Begin(byte[] message, out int count)
    {
        var reader = new ByteReader(message);
        if (reader.ReadByte() is var version and not Version)
            throw new FormatException($"The message between replicas has layout {version}, which this version does not know.");
        count = reader.ReadCompactInt32();
        return count >= 0 && count <= message.Length ? reader : throw new FormatException($"The message of {message.Length} bytes cannot hold {count} parts.");
    }

    private static void Write(ByteWriter writer, ReplicaShardRequest call)
    {
        var (shard, request) = call;
        writer.Write((byte)(request switch
        {
            ReadRequest => Kind.Read,
            StoreRequest => Kind.Store,
            PrepareRequest => Kind.Prepare,
            ProposeRequest => Kind.Propose,
            CommitRequest => Kind.Commit,
            _ => throw new ArgumentException($"There is no message for the request {request.GetType().Name}.", nameof(call)),
        }));
        writer.WriteCompact(shard);
        writer.WriteCompact(request.Epoch);
        writer.Write(request.Register);
        switch (request)
        {
            case StoreRequest store:
                writer.Write(store.Value);
                break;
            case PrepareRequest prepare:
                writer.Write(prepare.Ballot);
                break;
            case ProposeRequest propose:
                writer.Write(propose.Proposal);
                writer.Write(propose.BaseBallot is not null);
                if (propose.BaseBallot is { } ballot)
                    writer.Write(ballot);
                writer.Write(propose.BaseValue is not null);
                if (propose.BaseValue is { } value)
                    writer.Write(value);
                break;
            case CommitRequest commit:
                writer.Write(commit.Ballot);
                writer.Write(commit.Version);
                break;
        }
    }

    private static ReplicaShardRequest ReadCall(ref ByteReader reader)
    {
        var kind = (Kind)reader.ReadByte();
        var (shard, epoch, register) = (reader.ReadCompactInt32(), reader.ReadCompactInt64(), reader.ReadString());
        return new ReplicaShardRequest(shard, kind switch
        {
            Kind.Read => new ReadRequest(epoch, register),
            Kind.Store => new StoreRequest(epoch, register, reader.ReadVersioned()),
            Kind.Prepare => new PrepareRequest(epoch, register, reader.ReadBallot()),
            Kind.Propose => new ProposeRequest(
                epoch, register, reader.ReadProposal(), reader.ReadBoolean() ? reader.ReadBallot() : null, reader.ReadBoolean() ? reader.ReadVersioned() : null),
            Kind.Commit => new CommitRequest(epoch, register, reader.ReadBallot(), reader.ReadCarstamp()),
            _ => throw new FormatException($"The request has the kind {(byte)kind}, which this version does not know."),
        });
    }

    private static void Write(ByteWriter writer, ReplicaResponse? response, Form form)
    {
        writer.Write((byte)(response is null ? Form.None : form));
        if (response is null)
            return;
        writer.Write((byte)response.Answer);
        writer.WriteCompact(response.Epoch);
        if (form == Form.Whole)
        {
            writer.Write(response.State);
            return;
        }

        writer.Write(response.State.Promised);
        writer.Write(response.State.Recent);
    }

    private static ReplicaResponse? ReadResponse(ref ByteReader reader)
    {
        var form = (Form)reader.ReadByte();
        if (form == Form.None)
            return null;
        var (answer, epoch) = ((ReplicaAnswer)reader.ReadByte(), reader.ReadCompactInt64());
        return new ReplicaResponse(answer, epoch, form switch
        {
            Form.Whole => reader.ReadState(),
            Form.Marks => RegisterState.Initial with { Promised = reader.ReadBallot(), Recent = reader.ReadRecent() },
            _ => throw new FormatException($"The answer has the form {(byte)form}, which this version does not know."),
        });
    }
}
