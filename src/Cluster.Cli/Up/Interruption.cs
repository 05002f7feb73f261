using System.Runtime.InteropServices;

namespace Cluster.Cli.Up;

/// <summary>
/// Ctrl+C and SIGTERM while an AppHost is being started and runs: before there is a process they cancel, afterwards it is the AppHost's to
/// answer them, and this process lives on until the AppHost has ended.
/// </summary>
internal sealed partial class Interruption : IDisposable
{
    private const int InterruptNumber = 2;
    private const int TerminateNumber = 15;

    private readonly CancellationTokenSource _cancelled;
    private readonly bool _terminalAttached;
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Lock _lock = new();
    private int? _child;
    private int? _pending;

    /// <param name="terminalAttached">True when a terminal sends SIGINT to the child as well, so that it must not get it twice.</param>
    /// <param name="cancellationToken">Cancels too.</param>
    public Interruption(bool terminalAttached, CancellationToken cancellationToken)
    {
        _terminalAttached = terminalAttached;
        _cancelled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Answer(context, InterruptNumber)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Answer(context, TerminateNumber)),
        ];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _cancelled.Token;

    /// <summary>Hands signals on to a child from now on, one that has just come included.</summary>
    public void ForwardTo(int processId)
    {
        lock (_lock)
        {
            _child = processId;
            if (_pending is { } signal)
            {
                Send(signal);
            }
        }
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _cancelled.Dispose();
    }

    private void Answer(PosixSignalContext context, int signal)
    {
        // The default, to end at once, would leave a child that nobody waits for.
        context.Cancel = true;
        lock (_lock)
        {
            _pending = signal;
            Send(signal);
        }

        _cancelled.Cancel();
    }

    private void Send(int signal)
    {
        // On Windows the console reaches the child by itself.
        if (_child is { } child && !OperatingSystem.IsWindows() && !(signal == InterruptNumber && _terminalAttached))
        {
            // That the child has just ended is no failure: then there is nobody left to tell.
            _ = Kill(child, signal);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
