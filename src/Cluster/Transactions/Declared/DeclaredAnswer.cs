using Cluster.Transactions.Protocol;

namespace Cluster.Transactions.Declared;

/// <summary>What became of a declared transaction, as it travels.</summary>
/// <param name="Session">The session; 0 for the answer to who asked for one.</param>
/// <param name="Number">The call's number, or the token of who asked for a session.</param>
/// <param name="Kind">What became of it.</param>
/// <param name="Value">The result, the exception, the new session, or a text, as the kind tells.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Transactions.DeclaredAnswer")]
internal sealed record DeclaredAnswer(
    [property: Id(0)] long Session, [property: Id(1)] long Number, [property: Id(2)] DeclaredResultKind Kind, [property: Id(3)] byte[]? Value);
