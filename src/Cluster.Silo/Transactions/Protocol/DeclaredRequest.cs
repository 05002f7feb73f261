namespace Cluster.Silo.Transactions.Protocol;

/// <summary>A caller's request, which may be repeated, at another sequencer too.</summary>
/// <param name="Caller">The caller's identity.</param>
/// <param name="Number">The caller's number of the transaction; each is carried out once.</param>
/// <param name="AnsweredThrough">The caller has the answers of all its transactions up to here and will not ask for them again.</param>
/// <param name="Transaction">The transaction.</param>
internal sealed record DeclaredRequest(string Caller, long Number, long AnsweredThrough, DeclaredTransaction Transaction);
