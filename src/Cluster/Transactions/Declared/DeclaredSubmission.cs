namespace Cluster.Transactions.Declared;

/// <summary>What a process asks of a sequencer in one message.</summary>
/// <param name="Session">The process's session; 0 to be given one: then there are no calls.</param>
/// <param name="Token">Comes back with the new session.</param>
/// <param name="Through">The last number that was given to a call of the session.</param>
/// <param name="Open">The calls whose answers are waited for.</param>
/// <param name="Calls">Those that are sent now.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Transactions.DeclaredSubmission")]
internal sealed record DeclaredSubmission(
    [property: Id(0)] long Session, [property: Id(1)] long Token, [property: Id(2)] long Through, [property: Id(3)] long[] Open, [property: Id(4)] DeclaredCall[] Calls);
