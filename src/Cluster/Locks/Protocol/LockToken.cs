using System.Globalization;

namespace Cluster.Locks.Protocol;

/// <summary>
/// Fencing tokens: 64 bits, the epoch of the shard's activation in the high ones and a counter in the low ones. An epoch is taken by one
/// ETag-checked write, so no two activations share one, and tokens rise across all activations for ever.
/// </summary>
internal static class LockToken
{
    /// <summary>Over a million million grants in an epoch.</summary>
    public const int CounterBits = 40;

    /// <summary>Over eight million epochs, and the sign stays clear.</summary>
    public const long MaxEpoch = (1L << (63 - CounterBits)) - 1;

    public const long MaxCounter = (1L << CounterBits) - 1;

    public static long Of(long epoch, long counter) => (epoch << CounterBits) | counter;

    public static long Epoch(long token) => token >> CounterBits;

    /// <summary>Epoch and counter with a dot between them.</summary>
    public static string Format(long token) => string.Create(CultureInfo.InvariantCulture, $"{Epoch(token)}.{token & MaxCounter}");
}
