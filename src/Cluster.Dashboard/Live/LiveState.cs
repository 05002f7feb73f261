namespace Cluster.Dashboard.Live;

/// <summary>
/// What the whole process knows of the cluster: written by one watcher per source, read by every open page.
/// However many browser tabs are open, the cluster is asked once.
/// </summary>
internal sealed class LiveState
{
    public LiveState(TimeProvider time)
    {
        Resources = new(time, OnChanged);
        Silos = new(time, OnChanged);
        Jobs = new(time, OnChanged);
        Locks = new(time, OnChanged);
        Registers = new(time, OnChanged);
        Sagas = new(time, OnChanged);
        Transactions = new(time, OnChanged);
    }

    /// <summary>Raised after any of the readings changed, on the watcher's thread.</summary>
    public event Action? Changed;

    public LiveValue<IReadOnlyList<ResourceStatus>> Resources { get; }

    /// <summary>The silos of the membership table, the dead ones too.</summary>
    public LiveValue<IReadOnlyList<SiloInfo>> Silos { get; }

    /// <summary>The newest jobs first, without their partitions.</summary>
    public LiveValue<IReadOnlyList<JobStatus>> Jobs { get; }

    /// <summary>Read only while somebody looks.</summary>
    public LiveValue<LockPicture> Locks { get; }

    /// <summary>Read only while somebody looks.</summary>
    public LiveValue<RegisterPicture> Registers { get; }

    /// <summary>Read only while somebody looks.</summary>
    public LiveValue<TransactionPicture> Transactions { get; }

    public TransactionHistory TransactionHistory { get; } = new();

    public RegisterHistory RegisterHistory { get; } = new();

    /// <summary>Read only while somebody looks.</summary>
    public LiveValue<SagaPicture> Sagas { get; }

    public LockHistory LockHistory { get; } = new();

    public SiloHistory SiloHistory { get; } = new();

    public SettledRestarts SettledRestarts { get; } = new();

    public JobHistory JobHistory { get; } = new();

    private void OnChanged() => Changed?.Invoke();
}
