using Cluster.Silo.Registers.Protocol;

namespace Cluster.Silo.Registers.Layout;

/// <summary>The bytes of what the protocol speaks of. They are part of the files on disk: layouts never change.</summary>
internal static class ProtocolLayout
{
    public static void Write(this ByteWriter writer, Carstamp version)
    {
        writer.WriteCompact(version.Time);
        writer.Write(version.Writer);
        writer.WriteCompact(version.Step);
    }

    public static void Write(this ByteWriter writer, Ballot ballot)
    {
        writer.WriteCompact(ballot.Round);
        writer.Write(ballot.Proposer);
    }

    public static void Write(this ByteWriter writer, Versioned value)
    {
        writer.Write(value.Version);
        writer.Write(value.Author.Proposer);
        writer.WriteCompact(value.Author.Number);
        writer.Write(value.Value);
    }

    public static void Write(this ByteWriter writer, Proposal proposal)
    {
        writer.Write(proposal.Ballot);
        writer.Write(proposal.Base);
        writer.Write(proposal.Result);
        writer.Write(proposal.Guarded);
    }

    public static void Write(this ByteWriter writer, RecentProposals recent)
    {
        writer.Write(recent.Last);
        writer.Write(recent.Previous);
    }

    public static void Write(this ByteWriter writer, RegisterState state)
    {
        writer.Write(state.Current);
        writer.Write(state.Promised);
        writer.Write(state.Accepted is not null);
        if (state.Accepted is not null)
            writer.Write(state.Accepted);
        writer.Write(state.Recent);
    }

    public static Carstamp ReadCarstamp(this ref ByteReader reader) => new(reader.ReadCompactInt64(), reader.ReadInt64(), reader.ReadCompactInt64());

    public static Ballot ReadBallot(this ref ByteReader reader) => new(reader.ReadCompactInt64(), reader.ReadInt64());

    public static Versioned ReadVersioned(this ref ByteReader reader) =>
        new(reader.ReadCarstamp(), new OperationId(reader.ReadInt64(), reader.ReadCompactInt64()), reader.ReadBytes());

    public static Proposal ReadProposal(this ref ByteReader reader) => new(reader.ReadBallot(), reader.ReadCarstamp(), reader.ReadVersioned(), reader.ReadBoolean());

    public static RecentProposals ReadRecent(this ref ByteReader reader) => new(reader.ReadMark(), reader.ReadMark());

    public static RegisterState ReadState(this ref ByteReader reader) =>
        new(reader.ReadVersioned(), reader.ReadBallot(), reader.ReadBoolean() ? reader.ReadProposal() : null, reader.ReadRecent());

    private static void Write(this ByteWriter writer, ProposalMark mark)
    {
        writer.Write(mark.Ballot);
        writer.Write(mark.Base);
    }

    private static ProposalMark ReadMark(this ref ByteReader reader) => new(reader.ReadBallot(), reader.ReadCarstamp());
}
