using System.Runtime.InteropServices;

namespace Cluster.Cli;

/// <summary>
/// Ctrl+C, SIGTERM and their like while a child process is being started and runs: before there is a process they cancel, afterwards it is
/// the child's to answer them, and this process lives on until the child has ended.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _cancelled;
    private readonly bool _terminalAttached;
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Lock _lock = new();
    private int? _child;
    private int? _pending;

    /// <param name="terminalAttached">True when a terminal sends its signals to the child as well, so that it must not get them twice.</param>
    /// <param name="cancellationToken">Cancels too.</param>
    public Interruption(bool terminalAttached, CancellationToken cancellationToken)
    {
        _terminalAttached = terminalAttached;
        _cancelled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Answer(context, Signals.Hangup)),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Answer(context, Signals.Interrupt)),
            PosixSignalRegistration.Create(PosixSignal.SIGQUIT, context => Answer(context, Signals.Quit)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Answer(context, Signals.Terminate)),
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
        // What a terminal's keys send reaches all that run on it; on Windows the console does so by itself.
        if (_child is { } child && !OperatingSystem.IsWindows() && !(signal is Signals.Interrupt or Signals.Quit && _terminalAttached))
        {
            Signals.Send(child, signal);
        }
    }
}
