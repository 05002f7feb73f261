using Cluster.Locks.Local;

namespace Cluster.Locks.SharedMemory;

/// <summary>The pages that this process has mapped: those in use, and some that were used lately, since mapping one costs more than taking a lock.</summary>
internal sealed class SharedLockPages(string folder, SharedMemorySession session) : IDisposable
{
    private const int MostUnused = 1024;

    private readonly Dictionary<string, SharedLockPage> _pages = [];
    private readonly LinkedList<SharedLockPage> _unused = new();
    private readonly Lock _gate = new();
    private bool _isDisposed;

    public SharedLockPage Open(string name)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(SharedMemoryLocks));
            if (!_pages.TryGetValue(name, out var page))
            {
                var file = new MappedFile(Path.Combine(folder, LockFileName.Of(name) + ".lock"), SharedLockWord.Page);
                page = new SharedLockPage(name, file, new SharedLock(file, session.Number, session.IsAlive, session.Floor));
                _pages.Add(name, page);
            }

            if (page.Users++ == 0 && page.Unused.List is not null)
                _unused.Remove(page.Unused);
            return page;
        }
    }

    public void Close(SharedLockPage page)
    {
        lock (_gate)
        {
            if (--page.Users > 0)
                return;
            if (_isDisposed)
            {
                page.File.Dispose();
                return;
            }

            _unused.AddLast(page.Unused);
            if (_unused.Count > MostUnused)
                Unmap(_unused.First!.Value);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            while (_unused.First is { Value: var page })
                Unmap(page);
        }
    }

    private void Unmap(SharedLockPage page)
    {
        _unused.Remove(page.Unused);
        _pages.Remove(page.Name);
        page.File.Dispose();
    }
}
