using Cluster.Data;
using Cluster.Locks;
using Cluster.Locks.Session;
using Cluster.Membership;
using Cluster.Registers;
using Cluster.Sagas;
using Cluster.Transactions;
using Cluster.Transactions.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Serialization;

namespace Cluster;

/// <summary>
/// The way into a cluster from any .NET program: register it with <c>services.AddCluster()</c> and take it as a dependency.
/// Safe for use by many threads at once.
/// </summary>
public sealed class ClusterClient
{
    /// <summary>Creates a client over Orleans' grain factory, in a client process or inside a silo.</summary>
    public ClusterClient(IGrainFactory grains) : this(grains, LockSession.WithDefaults(grains))
    {
    }

    /// <summary>A client with a lock session of its own.</summary>
    internal ClusterClient(IGrainFactory grains, LockSession locks) : this(
        grains,
        locks,
        new ClusterRegisters(grains, TimeProvider.System, new RegistersClientOptions(), (grains as IClusterClient)?.ServiceProvider.GetService<Serializer>()))
    {
    }

    internal ClusterClient(IGrainFactory grains, LockSession locks, ClusterRegisters registers, TransactionRunner? transactions = null)
    {
        ArgumentNullException.ThrowIfNull(grains);
        Grains = grains;
        Data = new ClusterData(grains);
        Locks = new ClusterLocks(locks);
        Registers = registers;
        Sagas = new ClusterSagas(grains, registers);
        Silos = new ClusterSilos(grains);
        Transactions = new ClusterTransactions(transactions ?? new TransactionRunner(grains, registers, null, TimeProvider.System, NullLogger.Instance, locks.Id));
    }

    /// <summary>Partitioned data processing: word count and jobs of your own.</summary>
    public ClusterData Data { get; }

    /// <summary>Locks, semaphores and reader-writer locks with fencing tokens.</summary>
    public ClusterLocks Locks { get; }

    /// <summary>Replicated registers: linearizable reads, writes and compare-and-set on small named values.</summary>
    public ClusterRegisters Registers { get; }

    /// <summary>Transactions over grains: all of what they write takes effect, or nothing.</summary>
    public ClusterTransactions Transactions { get; }

    /// <summary>Sagas and try-confirm-cancel: transactions in steps that are undone by compensations.</summary>
    public ClusterSagas Sagas { get; }

    /// <summary>The silos of the cluster as membership sees them.</summary>
    public ClusterSilos Silos { get; }

    /// <summary>Orleans' own grain factory, for calling grains of your own.</summary>
    public IGrainFactory Grains { get; }
}
