using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Protocol;

namespace Cluster.Silo.Registers.Promises;

/// <summary>A promise as it stands in a register.</summary>
/// <param name="Promise">Its name.</param>
/// <param name="At">The version that the register was given with it: no other promise ever has the same.</param>
/// <param name="After">What the register is to hold if it is kept; null for absence.</param>
internal sealed record PendingChange(RegisterPromise Promise, Carstamp At, byte[]? After);
