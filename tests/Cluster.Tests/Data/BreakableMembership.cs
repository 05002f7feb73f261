using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Cluster.Tests.Data;

/// <summary>Membership that from some moment on fails everybody who begins to watch it, in a way that no one expects.</summary>
internal sealed class BreakableMembership(IClusterMembershipService inner) : IClusterMembershipService
{
    public const string Fault = "The membership is out of order.";

    public bool IsBroken { get; set; }

    public ClusterMembershipSnapshot CurrentSnapshot => inner.CurrentSnapshot;

    public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => IsBroken ? throw new NotSupportedException(Fault) : inner.MembershipUpdates;

    /// <summary>Puts it before the silo's own membership.</summary>
    public static void AddTo(IServiceCollection services)
    {
        var own = services.Last(service => service.ServiceType == typeof(IClusterMembershipService));
        services.Remove(own);
        services.AddSingleton(provider => new BreakableMembership((IClusterMembershipService)(own.ImplementationFactory is { } factory
            ? factory(provider)
            : ActivatorUtilities.CreateInstance(provider, own.ImplementationType!))));
        services.AddSingleton<IClusterMembershipService>(provider => provider.GetRequiredService<BreakableMembership>());
    }

    public ValueTask Refresh(MembershipVersion minimumVersion = default, CancellationToken cancellationToken = default) =>
        inner.Refresh(minimumVersion, cancellationToken);

    public Task<bool> TryKill(SiloAddress siloAddress) => inner.TryKill(siloAddress);
}
