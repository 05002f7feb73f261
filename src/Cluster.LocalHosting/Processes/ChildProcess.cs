using System.IO.Pipes;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Cluster.LocalHosting.Processes;

/// <summary>
/// A running child that leads a process group of its own, so that a Ctrl+C at the terminal reaches the AppHost only, which then stops its
/// children in order, and so that a child's own children can be ended with it.
/// </summary>
internal sealed class ChildProcess
{
    private const int StackSize = 256 * 1024;
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(1);

    private readonly Lock _reaping = new();
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isReaped;

    private ChildProcess(int id) => Id = id;

    public int Id { get; }

    /// <summary>Completes with the exit code when the process has ended and its output was read; 128 and the signal when one ended it.</summary>
    public Task<int> Ended => _ended.Task;

    /// <summary>Starts a process. Its output is handed over by line; true stands for standard error.</summary>
    /// <param name="spec">What to start.</param>
    /// <param name="onLine">Called from a thread of its own for each of the two streams.</param>
    /// <param name="stdin">What it reads, or null for nothing.</param>
    /// <exception cref="CannotStartException">The system refused to start it.</exception>
    /// <exception cref="PlatformNotSupportedException">Windows.</exception>
    public static ChildProcess Start(ProcessSpec spec, Action<bool, string> onLine, SafePipeHandle? stdin = null)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException(
                "The local engine runs on Linux and macOS. On Windows use WSL, or containers: dotnet run --project AppHost -p:UseAspire=true");
        }

        // Both ends of these pipes are closed on exec: only what is duplicated onto 0, 1 and 2 reaches the child.
        var stdout = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.None);
        var stderr = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.None);
        using var nothing = File.OpenHandle("/dev/null");
        var input = (SafeHandleZeroOrMinusOneIsInvalid?)stdin ?? nothing;
        var id = Posix.Spawn(
            spec, (int)input.DangerousGetHandle(), (int)stdout.ClientSafePipeHandle.DangerousGetHandle(), (int)stderr.ClientSafePipeHandle.DangerousGetHandle());
        stdout.DisposeLocalCopyOfClientHandle();
        stderr.DisposeLocalCopyOfClientHandle();

        var child = new ChildProcess(id);
        Thread[] readers = [child.Read(stdout, false, onLine), child.Read(stderr, true, onLine)];
        new Thread(() => child.WaitForEnd(readers), StackSize) { IsBackground = true, Name = $"{spec.Path} {id}" }.Start();
        return child;
    }

    /// <summary>Sends a signal to the process alone. Does nothing once it has ended.</summary>
    public void Signal(int signal)
    {
        lock (_reaping)
        {
            if (!_isReaped)
            {
                Posix.Send(Id, signal);
            }
        }
    }

    /// <summary>Ends the process, its group and its descendants at once.</summary>
    public void KillTree()
    {
        lock (_reaping)
        {
            if (!_isReaped)
            {
                ProcessTree.Kill([Id]);
            }
        }
    }

    private Thread Read(AnonymousPipeServerStream pipe, bool isError, Action<bool, string> onLine)
    {
        var thread = new Thread(
            () =>
            {
                using var reader = new StreamReader(pipe, new UTF8Encoding(false));
                while (reader.ReadLine() is { } line)
                {
                    onLine(isError, line);
                }
            },
            StackSize)
        {
            IsBackground = true,
            Name = $"output of {Id}",
        };
        thread.Start();
        return thread;
    }

    private void WaitForEnd(Thread[] readers)
    {
        Posix.WaitForEnd(Id);
        int code;
        lock (_reaping)
        {
            // Until it is reaped no other process can be given its id, so what is left of its group can still be named safely.
            Posix.Send(-Id, Posix.Kill);
            code = Posix.Reap(Id);
            _isReaped = true;
        }

        foreach (var reader in readers)
        {
            // A grandchild that left the group may hold the pipe open; its output is not waited for.
            reader.Join(OutputGrace);
        }

        _ended.SetResult(code);
    }
}
