using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Cluster.Locks.SharedMemory;

/// <summary>A file of 64-bit words, mapped into this process's memory. All processes that map it see one memory.</summary>
internal sealed unsafe class MappedFile : SharedWords, IDisposable
{
    private const int WordSize = sizeof(long);

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;

    /// <summary>Opens a file, or creates it full of zeros. It appears whole: whoever is killed here leaves none, or a stray one of another name.</summary>
    public MappedFile(string path, int words)
    {
        if (!File.Exists(path))
            Create(path, words);
        var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (stream.Length < words * WordSize)
        {
            var length = stream.Length;
            stream.Dispose();
            throw new ClusterException($"{path} has {length} bytes where {words * WordSize} were expected: it is not of this program, or of another version of it.");
        }

        _file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, words * WordSize);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    public override long Read(int word) => Volatile.Read(ref At(word));

    public override void Write(int word, long value) => Interlocked.Exchange(ref At(word), value);

    public override bool TryReplace(int word, long from, long to) => Interlocked.CompareExchange(ref At(word), to, from) == from;

    public override long Increment(int word) => Interlocked.Increment(ref At(word));

    /// <summary>The lower half of a word, as the kernel wants it for waiting.</summary>
    public int* LowerHalf(int word) => (int*)(_start + (word * WordSize));

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    private static void Create(string path, int words)
    {
        // Written and not only made long: memory that the disk has no room for would end the process when it is touched.
        var made = Path.Combine(Path.GetDirectoryName(path)!, $".{Guid.NewGuid():N}.new");
        File.WriteAllBytes(made, new byte[words * WordSize]);
        try
        {
            File.Move(made, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(made); // another process was faster
        }
    }

    private ref long At(int word) => ref *(long*)(_start + (word * WordSize));
}
