using Cluster.Silo.Registers.Protocol;

namespace Cluster.Silo.Registers.Messages;

/// <summary>A request to a replica as it travels, many in a message: flat, since requests are small and there are many.</summary>
[GenerateSerializer, Immutable, Alias("Cluster.Registers.ReplicaCallItem")]
internal readonly record struct ReplicaCallItem
{
    [Id(0)]
    public required int Shard { get; init; }

    [Id(1)]
    public required ReplicaCallKind Kind { get; init; }

    [Id(2)]
    public required long Epoch { get; init; }

    [Id(3)]
    public required string Register { get; init; }

    /// <summary>What is prepared or was chosen; with <see cref="ReplicaCallKind.Propose"/> the ballot of the base, if it is known.</summary>
    [Id(4)]
    public Ballot? Ballot { get; init; }

    [Id(5)]
    public Carstamp Version { get; init; }

    /// <summary>What is stored; with <see cref="ReplicaCallKind.Propose"/> the base, for who lacks it.</summary>
    [Id(6)]
    public Versioned? Value { get; init; }

    [Id(7)]
    public Proposal? Proposal { get; init; }

    public static ReplicaCallItem Of(int shard, ReplicaRequest request)
    {
        var item = new ReplicaCallItem { Shard = shard, Kind = ReplicaCallKind.Read, Epoch = request.Epoch, Register = request.Register };
        return request switch
        {
            ReadRequest => item,
            StoreRequest store => item with { Kind = ReplicaCallKind.Store, Value = store.Value },
            PrepareRequest prepare => item with { Kind = ReplicaCallKind.Prepare, Ballot = prepare.Ballot },
            ProposeRequest propose => item with
            {
                Kind = ReplicaCallKind.Propose,
                Proposal = propose.Proposal,
                Ballot = propose.BaseBallot,
                Value = propose.BaseValue,
            },
            CommitRequest commit => item with { Kind = ReplicaCallKind.Commit, Ballot = commit.Ballot, Version = commit.Version },
            _ => throw new ArgumentException($"There is no message for the request {request.GetType().Name}.", nameof(request)),
        };
    }

    public ReplicaRequest ToRequest() => Kind switch
    {
        ReplicaCallKind.Read => new ReadRequest(Epoch, Register),
        ReplicaCallKind.Store => new StoreRequest(Epoch, Register, Value!),
        ReplicaCallKind.Prepare => new PrepareRequest(Epoch, Register, Ballot!.Value),
        ReplicaCallKind.Propose => new ProposeRequest(Epoch, Register, Proposal!, Ballot, Value),
        ReplicaCallKind.Commit => new CommitRequest(Epoch, Register, Ballot!.Value, Version),
        _ => throw new InvalidOperationException($"There is no request of kind {Kind}."),
    };
}
