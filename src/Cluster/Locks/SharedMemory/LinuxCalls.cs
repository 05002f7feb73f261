using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Cluster.Locks.SharedMemory;

/// <summary>System calls of Linux that .NET has no name for.</summary>
internal static unsafe class LinuxCalls
{
    // fcntl(2), open file description locks: of the one who opened the file, not of the process, and let go of by the kernel when that one is gone.
    private const int OfdGetLock = 36;
    private const int OfdSetLock = 37;
    private const int OfdSetLockWait = 38;
    private const short ReadLock = 0;
    private const short WriteLock = 1;
    private const short NoLock = 2;

    // futex(2), not private to a process.
    private const int FutexWait = 0;
    private const int FutexWake = 1;

    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const int AccessDenied = 13;

    private static readonly long Futex = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 202,
        Architecture.Arm64 or Architecture.RiscV64 or Architecture.LoongArch64 => 98,
        var other => throw new PlatformNotSupportedException($"Locks in shared memory do not know the system calls of {other}; use FileSystemLocks there."),
    };

    /// <summary>Locks one byte against all others; false when somebody has it.</summary>
    public static bool TryLock(SafeFileHandle file, long at) => Control(file, OfdSetLock, WriteLock, at) is not null;

    /// <summary>Locks one byte against all others, and waits for it.</summary>
    public static void Lock(SafeFileHandle file, long at) => Control(file, OfdSetLockWait, WriteLock, at);

    public static void Unlock(SafeFileHandle file, long at) => Control(file, OfdSetLock, NoLock, at);

    /// <summary>Whether somebody else has locked the byte by <see cref="TryLock"/>.</summary>
    public static bool IsLocked(SafeFileHandle file, long at) => Control(file, OfdGetLock, ReadLock, at)!.Value.Type != NoLock;

    /// <summary>Returns when nobody else has the byte locked by <see cref="TryLock"/>. No end of waiting but that one.</summary>
    public static void WaitUntilUnlocked(SafeFileHandle file, long at)
    {
        Control(file, OfdSetLockWait, ReadLock, at);
        Unlock(file, at);
    }

    /// <summary>Sleeps while the word has this value, until it is woken or the time is over; it may also wake for no reason.</summary>
    public static void Wait(int* word, int value, TimeSpan atMost)
    {
        var time = new TimeSpecification { Seconds = (long)atMost.TotalSeconds, Nanoseconds = atMost.Ticks % TimeSpan.TicksPerSecond * 100 };
        _ = SystemCall(Futex, word, FutexWait, value, &time);
    }

    public static void Wake(int* word) => _ = SystemCall(Futex, word, FutexWake, int.MaxValue, null);

    private static FileLock? Control(SafeFileHandle file, int command, short type, long at)
    {
        var request = new FileLock { Type = type, Start = at, Length = 1 };
        while (FileControl(file, command, &request) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (command == OfdSetLock && error is TryAgain or AccessDenied)
                return null;
            if (error != Interrupted)
                throw new IOException($"The file system refuses a lock on a part of a file: {Marshal.GetPInvokeErrorMessage(error)}.");
        }

        return request;
    }

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FileControl(SafeFileHandle file, int command, FileLock* request);

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern long SystemCall(long number, int* word, int operation, int value, TimeSpecification* time);

    /// <summary><c>struct flock</c> of 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct FileLock
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int Process;
    }

    /// <summary><c>struct timespec</c> of 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpecification
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
