using System.Collections;

namespace Cluster.Locks;

/// <summary>Several locks that are held together. They are held until this is disposed of.</summary>
public sealed class LockHandles : IReadOnlyList<LockHandle>, IAsyncDisposable, IDisposable
{
    private readonly List<LockHandle> _handles;
    private readonly Lazy<CancellationTokenSource> _lost;

    internal LockHandles(List<LockHandle> handles)
    {
        _handles = handles;
        _lost = new Lazy<CancellationTokenSource>(() => CancellationTokenSource.CreateLinkedTokenSource([.. _handles.Select(handle => handle.Lost)]));
    }

    /// <inheritdoc/>
    public int Count => _handles.Count;

    /// <summary>All of them are held at this moment. See <see cref="LockHandle.IsHeld"/>.</summary>
    public bool IsHeld => _handles.TrueForAll(handle => handle.IsHeld);

    /// <summary>Is cancelled when any of them is lost before this was disposed of. See <see cref="LockHandle.Lost"/>.</summary>
    public CancellationToken Lost => _lost.Value.Token;

    /// <summary>The locks in the order in which they were acquired: that of their names, by the numbers of their characters.</summary>
    public LockHandle this[int index] => _handles[index];

    /// <summary>The lock of this name.</summary>
    /// <exception cref="KeyNotFoundException">It is not among them.</exception>
    public LockHandle this[string name] =>
        _handles.Find(handle => handle.Name == name) ?? throw new KeyNotFoundException($"{name} is not among the locks that were acquired together: {string.Join(", ", _handles.Select(handle => handle.Name))}.");

    /// <summary>Throws when any of them is not held at this moment.</summary>
    /// <exception cref="LeaseLostException">One was lost.</exception>
    public void ThrowIfLost() => _handles.ForEach(handle => handle.ThrowIfLost());

    /// <inheritdoc/>
    public IEnumerator<LockHandle> GetEnumerator() => _handles.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Lets go of all of them, the last acquired first.</summary>
    public void Dispose()
    {
        for (var i = _handles.Count - 1; i >= 0; i--)
            _handles[i].Dispose();
        if (_lost.IsValueCreated)
            _lost.Value.Dispose();
    }

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
