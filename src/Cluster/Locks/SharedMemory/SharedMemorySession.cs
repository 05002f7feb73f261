using System.Globalization;
using Cluster.Locks.Local;
using Cluster.Storage;
using Microsoft.Win32.SafeHandles;

namespace Cluster.Locks.SharedMemory;

/// <summary>
/// The presence of one process (one provider in it) in a folder of locks. A session has a number that is never used again, and keeps the byte of that number
/// in a file locked. The kernel lets go of the byte when the process ends, however it ends: that is how others know, at once and for sure, and without
/// process ids, which are given again and mean nothing across containers.
/// </summary>
internal sealed class SharedMemorySession : IDisposable
{
    private const int EpochBits = 40;
    private const int NumberBits = 32;

    // Of the file of sessions: the newest number of this epoch, then the bells. Sessions whose bells are the same wake each other for nothing, and that is all.
    private const int NewestNumber = 0;
    private const int FirstBell = 8;
    private const int Bells = 256;
    private const int WordsPerCacheLine = 8;

    /// <summary>A byte of the file that no session has.</summary>
    private const long BeginningOfEpochs = 0;

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly MappedFile _words;

    public SharedMemorySession(string folder)
    {
        _path = Path.Combine(folder, "sessions");
        _words = new MappedFile(_path, FirstBell + (Bells * WordsPerCacheLine));
        _file = Open();

        LinuxCalls.Lock(_file, BeginningOfEpochs);
        var epoch = ReadOrBeginEpoch(folder);
        LinuxCalls.Unlock(_file, BeginningOfEpochs);

        Floor = epoch << EpochBits;
        Number = (epoch << NumberBits) + _words.Increment(NewestNumber);
        if (!LinuxCalls.TryLock(_file, Number))
            throw new ClusterException($"The session {Number} of {_path} exists already: the file has been replaced while processes were using it.");
    }

    /// <summary>All tokens that were given before this machine was started are less than this, and so are those before the newest 2^40.</summary>
    public long Floor { get; }

    public long Number { get; }

    /// <summary>The process of a session exists. It may be stopped (SIGSTOP) and then still exists.</summary>
    public bool IsAlive(long session) => session == Number || LinuxCalls.IsLocked(_file, session);

    /// <summary>Returns when the process of a session is gone; the kernel wakes the caller. Blocks its thread.</summary>
    public void WaitForDeath(long session)
    {
        // A file of its own: the lock of this session must not depend on a call that hangs.
        using var file = Open();
        LinuxCalls.WaitUntilUnlocked(file, session);
    }

    /// <summary>Wakes whoever sleeps at the bell of a session.</summary>
    public unsafe void Ring(long session)
    {
        _words.Increment(Bell(session));
        LinuxCalls.Wake(_words.LowerHalf(Bell(session)));
    }

    /// <summary>How often this session's bell was rung.</summary>
    public int Rung() => unchecked((int)_words.Read(Bell(Number)));

    /// <summary>Sleeps until the bell is rung again, or the time is over.</summary>
    public unsafe void Sleep(int rung, TimeSpan atMost) => LinuxCalls.Wait(_words.LowerHalf(Bell(Number)), rung, atMost);

    public void Dispose()
    {
        _file.Dispose();
        _words.Dispose();
    }

    private static int Bell(long session) => FirstBell + (int)(session % Bells * WordsPerCacheLine);

    private static long ReadOrBeginEpoch(string folder)
    {
        var path = Path.Combine(folder, "epoch");
        var boot = ProcessIdentity.BootOfThisMachine();
        var epoch = 0L;
        if (File.Exists(path))
        {
            if (File.ReadAllText(path).Split(' ', StringSplitOptions.TrimEntries) is not [var number, var of]
                || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out epoch))
            {
                throw new ClusterException($"{path} should hold a number and the identity of a start of the machine. Put a number there that is greater than the one before, or delete the whole folder if tokens may begin anew.");
            }

            if (of == boot)
                return epoch;
        }

        epoch++;
        var made = path + ".new";
        using (var file = new FileStream(made, FileMode.Create, FileAccess.Write))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{epoch} {boot}\n")));
            file.Flush(flushToDisk: true);
        }

        File.Move(made, path, overwrite: true);
        FolderSync.Flush(folder);
        return epoch;
    }

    private SafeFileHandle Open() => File.OpenHandle(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
}
