namespace Cluster.Silo.Transactions.Protocol;

/// <summary>A caller's request, which may be repeated, at another sequencer too.</summary>
/// <param name="Session">The caller's session; 0 asks for a new one.</param>
/// <param name="Number">The request's number in its session, from 1, each carried out once; without a session any number that tells the answer from others'.</param>
/// <param name="Transaction">What to do; null only without a session.</param>
internal sealed record DeclaredRequest(long Session, long Number, DeclaredTransaction? Transaction)
{
    /// <summary>Which request it is, however often it comes.</summary>
    public (long Session, long Number) Key => (Session, Number);
}
