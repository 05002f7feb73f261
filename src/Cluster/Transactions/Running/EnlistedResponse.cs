using Orleans.Serialization.Invocation;

namespace Cluster.Transactions.Running;

/// <summary>
/// The answer to a call in a transaction, with what the transaction did there. It hides a failure until it was unwrapped: the runtime would throw it before anybody had
/// seen the rest.
/// </summary>
[GenerateSerializer, Alias("Cluster.Transactions.EnlistedResponse")]
internal sealed class EnlistedResponse : Response
{
    [Id(0)]
    private Response _inner = Completed;

    [Id(1)]
    private Enlistments? _enlistments;

    public static EnlistedResponse Wrap(Response inner, Enlistments enlistments) => new() { _inner = inner, _enlistments = enlistments };

    public Response Inner => _inner;

    /// <summary>Once: a call that is repeated passes the same answer through the filters again.</summary>
    public Enlistments? TakeEnlistments() => Interlocked.Exchange(ref _enlistments, null);

    public override object? Result
    {
        get => _inner.Result;
        set => _inner.Result = value;
    }

    public override Exception? Exception
    {
        get => null;
        set => _inner.Exception = value;
    }

    public override T GetResult<T>() => _inner.GetResult<T>()!;

    public override void Dispose() => _inner.Dispose();
}
