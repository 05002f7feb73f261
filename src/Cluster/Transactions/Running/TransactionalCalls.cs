using System.Collections.Concurrent;
using Orleans.CodeGeneration;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Cluster.Transactions.Running;

/// <summary>Which calls belong to the transaction that they are made in: those of users' grains. Found once for each type of request.</summary>
internal static class TransactionalCalls
{
    private static readonly ConcurrentDictionary<Type, bool> Known = new();

    public static bool Includes(IInvokable request) => Known.TryGetValue(request.GetType(), out var known) ? known : Known.GetOrAdd(request.GetType(), _ => Look(request));

    private static bool Look(IInvokable request)
    {
        // A one-way call brings nothing back, so nobody would learn where the transaction took part.
        if (request is RequestBase { Options: var options } && (options & InvokeMethodOptions.OneWay) != 0)
            return false;
        var assembly = request.GetInterfaceType()?.Assembly.GetName().Name;
        return assembly is not null and not "Cluster" and not "Cluster.Silo" && !assembly.StartsWith("Orleans.", StringComparison.Ordinal);
    }
}
