using Cluster.Locks;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Cluster.Transactions.Running;

/// <summary>Makes the transaction that a call belongs to the one that the grain's code runs in, and sends back with the answer where it took part.</summary>
internal sealed class TransactionIncomingFilter(IServiceProvider services) : IIncomingGrainCallFilter
{
    // Not before it is needed: it calls grains itself, and filters are made before grains can be called.
    private readonly Lazy<TransactionRunner> _runner = new(services.GetRequiredService<TransactionRunner>);

    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (RequestContext.Get(TransactionContext.Key) is TransactionContext transaction)
            return InvokeWithin(transaction, context);
        return TransactionScope.Current is null && LockOwner.Current is null ? context.Invoke() : InvokeOutside(context);
    }

    private async Task InvokeWithin(TransactionContext transaction, IIncomingGrainCallContext context)
    {
        // From here on the scope tells: code that outlives the call must not take others into the transaction.
        RequestContext.Remove(TransactionContext.Key);
        var scope = new TransactionScope(transaction, isRoot: false, late => _runner.Value.Abandon(transaction.Id, late));
        TransactionScope.Current = scope;
        LockOwner.Leave();
        Response response;
        try
        {
            await context.Invoke();
            response = context.Response ?? Response.Completed;
        }
#pragma warning disable CA1031 // It goes back to the caller, with where the transaction took part.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            response = Response.FromException(failure);
        }

        context.Response = EnlistedResponse.Wrap(response, scope.Close());
    }

    /// <summary>A call that belongs to no transaction and no owner of locks, on a thread that came here from one.</summary>
    private static async Task InvokeOutside(IIncomingGrainCallContext context)
    {
        TransactionScope.Current = null;
        LockOwner.Leave();
        await context.Invoke();
    }
}
