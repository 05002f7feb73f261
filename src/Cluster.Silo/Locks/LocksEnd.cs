using Cluster.Locks.Session;
using Orleans.Runtime;

namespace Cluster.Silo.Locks;

/// <summary>When the silo has stopped nothing can be sent any more: whatever is left of its locks falls silent, before its services are gone.</summary>
internal sealed class LocksEnd(LockHost host, LockSession session) : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(LocksEnd), ServiceLifecycleStage.RuntimeInitialize, _ => Task.CompletedTask, _ => End());

    private Task End()
    {
        host.Silence();
        session.Dispose();
        return Task.CompletedTask;
    }
}
