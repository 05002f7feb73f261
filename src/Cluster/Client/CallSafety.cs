using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Cluster.Client;

/// <summary>Which calls may be repeated. Each grain method has a request type of its own, so the answer is found once per type.</summary>
internal static class CallSafety
{
    private static readonly ConcurrentDictionary<Type, bool> Known = new();

    public static bool IsIdempotent(IInvokable request) =>
        Known.TryGetValue(request.GetType(), out var known)
            ? known
            : Known.GetOrAdd(request.GetType(), request.GetMethod()?.IsDefined(typeof(IdempotentAttribute), inherit: true) ?? false);
}
