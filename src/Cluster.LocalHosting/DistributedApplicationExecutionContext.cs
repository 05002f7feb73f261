namespace Cluster.LocalHosting;

/// <summary>What the AppHost was started for.</summary>
public sealed class DistributedApplicationExecutionContext
{
    internal DistributedApplicationExecutionContext()
    {
    }

    /// <summary>True: the local engine runs the application.</summary>
    public bool IsRunMode { get; } = true;

    /// <summary>False: publishing is for <c>-p:UseAspire=true</c>.</summary>
    public bool IsPublishMode => !IsRunMode;
}
