namespace Cluster.Silo.Registers.Repair;

/// <summary>What replicas of convergent registers tell each other. All of it may be lost, doubled or late.</summary>
internal abstract record ConvergentMessage;

/// <summary>A change, or the whole state of a register.</summary>
/// <param name="Change">What the receiver is to name in its <see cref="ReceivedMessage"/>.</param>
/// <param name="Register">The register's name.</param>
/// <param name="State">A delta or a state: both are merged.</param>
internal sealed record DeltaMessage<T>(long Change, string Register, T State) : ConvergentMessage;

/// <summary>The receiver of a <see cref="DeltaMessage{T}"/> has it.</summary>
internal sealed record ReceivedMessage(long Change) : ConvergentMessage;

/// <summary>Nodes of the sender's tree.</summary>
internal sealed record TreeMessage(TreeDigest Digest) : ConvergentMessage;

/// <summary>The registers, with their digests, in leaves that were found to differ.</summary>
internal sealed record LeavesMessage(IReadOnlyList<int> Leaves, IReadOnlyDictionary<string, ulong> Registers) : ConvergentMessage;

/// <summary>States that the receiver lacks, and the names of those that the sender lacks in turn.</summary>
internal sealed record StatesMessage<T>(IReadOnlyDictionary<string, T> States, IReadOnlyList<string> Wanted) : ConvergentMessage;
