namespace Cluster.Silo.Registers.Convergent;

/// <summary>Names one change for ever: the n-th of an actor.</summary>
internal readonly record struct Dot(long Actor, long Number)
{
    public ulong Digest => Fingerprint.Combine(Fingerprint.Of(Actor), Fingerprint.Of(Number));
}
