namespace Cluster.Silo.Transactions.Hosting;

/// <summary>Names activations in the records that they write, so that everybody can see on which silo the one was that has written a record last.</summary>
internal sealed class RecordOwners(ILocalSiloDetails silo)
{
    private const int DrawnBits = 39;

    /// <summary>A name for an activation on this silo that no other has: the silo, and a number that is drawn.</summary>
    public long Next() => ((long)Of(silo.SiloAddress) << DrawnBits) | Random.Shared.NextInt64(1, 1L << DrawnBits);

    /// <summary>The silo of an activation, as <see cref="Of"/> knows it.</summary>
    public static int SiloOf(long owner) => (int)(owner >> DrawnBits);

    /// <summary>A silo until it dies, in 24 bits. That two may have the same costs a delay when one of them dies, no more.</summary>
    public static int Of(SiloAddress address) => (int)((uint)address.GetConsistentHashCode() >> 8);
}
