using Cluster.Silo.Membership;

namespace Cluster.Silo.Transactions.Hosting;

/// <summary>Remembers when this silo learned that another had died, for clients, who learn of no death by themselves. Safe for use by many threads at once.</summary>
internal sealed class SiloDeaths(SiloWatch silos, TimeProvider time) : ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    private long _last;

    /// <summary>How long ago; null if none has died within the last minute.</summary>
    public TimeSpan? SinceLast => Interlocked.Read(ref _last) is var last and not 0 && time.GetElapsedTime(last) is var since && since < Remembered ? since : null;

    public void Participate(ISiloLifecycle lifecycle) => silos.Changed += change =>
    {
        if (change.IsDeath)
            Interlocked.Exchange(ref _last, time.GetTimestamp());
    };
}
