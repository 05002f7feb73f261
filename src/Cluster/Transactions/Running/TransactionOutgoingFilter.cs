using System.Runtime.ExceptionServices;
using Orleans.Runtime;

namespace Cluster.Transactions.Running;

/// <summary>Lets calls join the transaction that they are made in, and takes from their answers where it took part.</summary>
internal sealed class TransactionOutgoingFilter : IOutgoingGrainCallFilter
{
    public Task Invoke(IOutgoingGrainCallContext context) =>
        TransactionScope.Current is { } scope && TransactionalCalls.Includes(context.Request) ? InvokeWithin(scope, context) : context.Invoke();

    private static async Task InvokeWithin(TransactionScope scope, IOutgoingGrainCallContext context)
    {
        scope.BeginCall();
        Enlistments? enlistments = null;
        var isLost = true;
        try
        {
            RequestContext.Set(TransactionContext.Key, scope.Context);
            await context.Invoke();
            isLost = false;
            if (context.Response is not EnlistedResponse enlisted)
                return;
            enlistments = enlisted.TakeEnlistments();
            context.Response = enlisted.Inner;
            if (enlisted.Inner.Exception is { } failure)
                ExceptionDispatchInfo.Throw(failure);
        }
        finally
        {
            scope.EndCall(enlistments, isLost);
        }
    }
}
