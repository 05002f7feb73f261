using System.Runtime.InteropServices;

namespace Cluster.LocalHosting.Processes;

/// <summary>The few calls of libc that .NET does not offer: a child in a process group of its own, signals to it, and its end.</summary>
internal static unsafe partial class Posix
{
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Kill = 9;
    public const int Terminate = 15;

    private const int PidType = 1;
    private const int Exited = 4;
    private const int InterruptedCall = 4;
    private const int NoSuchProcess = 3;
    private const short SetGroupFlag = 0x02;
    private const short SetDefaultSignalsFlag = 0x04;
    private const short SetSignalMaskFlag = 0x08;

    // posix_spawn's own types are opaque; the largest of them (glibc's attributes) takes 336 bytes.
    private const int OpaqueSize = 512;

    /// <summary>
    /// Starts a process that leads a new process group, reads from <paramref name="stdin"/> and writes to <paramref name="stdout"/> and
    /// <paramref name="stderr"/>. Signals that this process ignores or blocks are at their defaults in it.
    /// </summary>
    /// <exception cref="CannotStartException">The system refused; the message carries its reason.</exception>
    public static int Spawn(ProcessSpec spec, int stdin, int stdout, int stderr)
    {
        byte* actions = stackalloc byte[OpaqueSize];
        byte* attributes = stackalloc byte[OpaqueSize];
        byte* signals = stackalloc byte[OpaqueSize];
        var arguments = new NativeStrings([spec.Path, .. spec.Arguments]);
        var environment = new NativeStrings([.. spec.Environment.Select(e => $"{e.Key}={e.Value}")]);
        try
        {
            Check(FileActionsInit(actions), "posix_spawn_file_actions_init");
            Check(FileActionsDuplicate(actions, stdin, 0), "posix_spawn_file_actions_adddup2");
            Check(FileActionsDuplicate(actions, stdout, 1), "posix_spawn_file_actions_adddup2");
            Check(FileActionsDuplicate(actions, stderr, 2), "posix_spawn_file_actions_adddup2");
            Check(FileActionsChangeDirectory(actions, spec.WorkingDirectory), "posix_spawn_file_actions_addchdir_np");
            Check(AttributesInit(attributes), "posix_spawnattr_init");
            Check(AttributesSetFlags(attributes, SetGroupFlag | SetDefaultSignalsFlag | SetSignalMaskFlag), "posix_spawnattr_setflags");
            Check(AttributesSetGroup(attributes, 0), "posix_spawnattr_setpgroup");
            _ = SignalsFill(signals);
            Check(AttributesSetDefaults(attributes, signals), "posix_spawnattr_setsigdefault");
            _ = SignalsClear(signals);
            Check(AttributesSetMask(attributes, signals), "posix_spawnattr_setsigmask");

            var error = SpawnProcess(out var id, spec.Path, actions, attributes, arguments.Pointer, environment.Pointer);
            return error == 0
                ? id
                : throw new CannotStartException($"{spec.Path} could not be started: {Marshal.GetPInvokeErrorMessage(error)}");
        }
        finally
        {
            _ = FileActionsDestroy(actions);
            _ = AttributesDestroy(attributes);
            arguments.Dispose();
            environment.Dispose();
        }
    }

    /// <summary>Blocks until the child has ended, and leaves it to be reaped, so that its id and its group's stay taken.</summary>
    public static void WaitForEnd(int id)
    {
        byte* information = stackalloc byte[OpaqueSize];
        var keep = OperatingSystem.IsMacOS() ? 0x20 : 0x01000000;
        while (WaitId(PidType, (uint)id, information, Exited | keep) != 0 && Marshal.GetLastPInvokeError() == InterruptedCall)
        {
        }
    }

    /// <summary>Reaps an ended child. Its exit code, or 128 and the signal that ended it, as shells say it.</summary>
    public static int Reap(int id)
    {
        int result;
        int status;
        while ((result = WaitPid(id, out status, 0)) < 0 && Marshal.GetLastPInvokeError() == InterruptedCall)
        {
        }

        var signal = status & 0x7f;
        return result != id ? -1 : signal == 0 ? (status >> 8) & 0xff : 128 + signal;
    }

    /// <summary>Sends a signal to a process, or to a whole group when <paramref name="id"/> is negative. False when there is none.</summary>
    public static bool Send(int id, int signal) => SendSignal(id, signal) == 0 || Marshal.GetLastPInvokeError() != NoSuchProcess;

    /// <summary>Gives a file or folder to a user.</summary>
    /// <exception cref="CannotStartException">The system refused; the message carries its reason.</exception>
    public static void ChangeOwner(string path, int user, int group)
    {
        if (ChangeOwnerOf(path, (uint)user, (uint)group) != 0)
        {
            throw new CannotStartException($"{path} cannot be given to user {user}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    private static void Check(int error, string call)
    {
        if (error != 0)
        {
            throw new CannotStartException($"{call} failed: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SpawnProcess(out int id, string path, void* actions, void* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int FileActionsInit(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int FileActionsDestroy(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int FileActionsDuplicate(void* actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int FileActionsChangeDirectory(void* actions, string path);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int AttributesInit(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int AttributesDestroy(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int AttributesSetFlags(void* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setpgroup")]
    private static partial int AttributesSetGroup(void* attributes, int group);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int AttributesSetDefaults(void* attributes, void* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int AttributesSetMask(void* attributes, void* signals);

    [LibraryImport("libc", EntryPoint = "sigfillset")]
    private static partial int SignalsFill(void* signals);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    private static partial int SignalsClear(void* signals);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int id, int signal);

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    private static partial int WaitId(int type, uint id, void* information, int options);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitPid(int id, out int status, int options);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwnerOf(string path, uint user, uint group);

    /// <summary>A null-terminated array of null-terminated strings.</summary>
    private readonly struct NativeStrings : IDisposable
    {
        private readonly int _count;

        public NativeStrings(IReadOnlyList<string> values)
        {
            _count = values.Count;
            Pointer = (byte**)NativeMemory.AllocZeroed((nuint)(_count + 1), (nuint)sizeof(byte*));
            for (var i = 0; i < _count; i++)
            {
                Pointer[i] = (byte*)Marshal.StringToCoTaskMemUTF8(values[i]);
            }
        }

        public byte** Pointer { get; }

        public void Dispose()
        {
            for (var i = 0; i < _count; i++)
            {
                Marshal.FreeCoTaskMem((nint)Pointer[i]);
            }

            NativeMemory.Free(Pointer);
        }
    }
}
