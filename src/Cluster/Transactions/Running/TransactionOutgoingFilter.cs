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
        var watched = scope.Watch();
        try
        {
            RequestContext.Set(TransactionContext.Key, scope.Context);
            await InvokeAsync(scope, context, watched);
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
            scope.EndCall(enlistments, isLost, watched);
        }
    }

    /// <exception cref="TransactionAbortedException">The call was given up.</exception>
    private static async ValueTask InvokeAsync(TransactionScope scope, IOutgoingGrainCallContext context, PendingCall? watched)
    {
        var call = context.Invoke();
        if (watched is not null && !call.IsCompleted && await Task.WhenAny(call, watched.Task) != call)
        {
            _ = AbandonLateAsync(scope, context, call);
            throw new TransactionAbortedException(
                $"Transaction {scope.Context.Id.Name} can't go on: a silo has died while it waited for {context.InterfaceName}.{context.MethodName} of {context.TargetId}, which may be lost.",
                TransactionAbortCause.ParticipantLost);
        }

        await call;
    }

    /// <summary>Should an answer come to a call that was given up, what was done in it is not to keep its locks.</summary>
    private static async Task AbandonLateAsync(TransactionScope scope, IOutgoingGrainCallContext context, Task call)
    {
        await call.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (call.IsCompletedSuccessfully && context.Response is EnlistedResponse late && late.TakeEnlistments() is { } enlistments)
            scope.Add(enlistments);
    }
}
