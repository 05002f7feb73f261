using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Cluster.Tests.Locks;

/// <summary>A client's grains, until it knows none any more, as when all its silos have gone.</summary>
public class ForgetfulGrains : DispatchProxy
{
    private IGrainFactory _grains = null!;

    public bool KnowsNone { get; set; }

    public static IGrainFactory Around(IGrainFactory grains)
    {
        var proxy = Create<IGrainFactory, ForgetfulGrains>();
        ((ForgetfulGrains)(object)proxy)._grains = grains;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (KnowsNone)
            throw new ArgumentException("Could not find an implementation for the interface.");
        try
        {
            return targetMethod!.Invoke(_grains, args);
        }
        catch (TargetInvocationException failure) when (failure.InnerException is { } cause)
        {
            ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    }
}
