using Cluster.Faults.Silos;
using Cluster.Locks;
using Cluster.Tests.Hosting;

namespace Cluster.Contracts.Locks;

/// <summary>What a provider needs around it: a folder, a server, a cluster. Made once for the tests of a class, and gone with the last of them.</summary>
public abstract class LockProviderSetting : IAsyncLifetime
{
    /// <summary>Why the tests cannot run here; null when they can.</summary>
    public string? WhyNot { get; protected set; }

    /// <summary>A process that is stopped loses its lock after a while.</summary>
    public abstract bool HasLease { get; }

    protected TemporaryFolder Folder { get; } = new();

    /// <summary>What a process is told to find the locks, beside the environment.</summary>
    protected abstract IReadOnlyList<string> Arguments { get; }

    protected virtual IReadOnlyDictionary<string, string?> Environment { get; } = new Dictionary<string, string?>();

    /// <summary>A provider of its own, as another process would have.</summary>
    public abstract ValueTask<IFencedLockProvider> OpenAsync();

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual ValueTask DisposeAsync()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    public string File(string name) => Folder.File(name);

    /// <summary>A process that does what it is told with one lock; with a lease that is short, where it can choose.</summary>
    internal async Task<LockProcess> HoldAsync(string name)
    {
        var process = LockProcess.Start(Environment, ["hold", "--name", name, "--lease", "00:00:02", .. Arguments]);
        await process.ExpectAsync("ready");
        return process;
    }

    /// <summary>A process that takes and uses locks until it is killed.</summary>
    internal LockProcess Load(params string[] arguments) => LockProcess.Start(Environment, ["locks", .. arguments, .. Arguments]);
}
