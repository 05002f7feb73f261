using System.Globalization;
using System.IO.Pipes;
using System.Text;

namespace Cluster.LocalHosting.Processes;

/// <summary>
/// The AppHost's hold on its guardian process. The guardian is told of each process that starts and ends; should the guardian itself be
/// killed, another takes its place.
/// </summary>
internal sealed class Guardian : IAsyncDisposable
{
    private readonly ProcessSpec _program;
    private readonly Lock _lock = new();
    private readonly HashSet<int> _watched = [];
    private AnonymousPipeServerStream _pipe;
    private ChildProcess _process;
    private bool _isDisposed;

    private Guardian(ProcessSpec program)
    {
        _program = program;
        (_process, _pipe) = Launch(program);
        _ = ReplaceWhenDeadAsync(_process);
    }

    public int ProcessId => _process.Id;

    /// <param name="host">How this program is started: an executable and the arguments before its own.</param>
    /// <param name="run">The mark that the run's processes carry in <see cref="GuardianProgram.RunVariable"/>.</param>
    public static Guardian Start((string Path, IReadOnlyList<string> Arguments) host, string run)
    {
        var environment = ProcessEnvironment.Inherited();
        environment.Remove(GuardianProgram.RunVariable);
        return new Guardian(new ProcessSpec(host.Path, [.. host.Arguments, GuardianProgram.Argument, run], environment, "/"));
    }

    public void Watch(int processId)
    {
        lock (_lock)
        {
            _watched.Add(processId);
            Tell($"+{processId.ToString(CultureInfo.InvariantCulture)}");
        }
    }

    public void Forget(int processId)
    {
        lock (_lock)
        {
            _watched.Remove(processId);
            Tell($"-{processId.ToString(CultureInfo.InvariantCulture)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _isDisposed = true;
            Tell(GuardianProgram.Farewell);
            _pipe.Dispose();
        }

        await _process.Ended;
    }

    private static (ChildProcess Process, AnonymousPipeServerStream Pipe) Launch(ProcessSpec program)
    {
        var pipe = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.None);
        var process = ChildProcess.Start(program, static (_, _) => { }, pipe.ClientSafePipeHandle);
        pipe.DisposeLocalCopyOfClientHandle();
        return (process, pipe);
    }

    private async Task ReplaceWhenDeadAsync(ChildProcess process)
    {
        await process.Ended;
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _pipe.Dispose();
            (_process, _pipe) = Launch(_program);
            foreach (var id in _watched)
            {
                Tell($"+{id.ToString(CultureInfo.InvariantCulture)}");
            }

            _ = ReplaceWhenDeadAsync(_process);
        }
    }

    private void Tell(string line)
    {
        try
        {
            _pipe.Write(Encoding.UTF8.GetBytes(line + '\n'));
        }
        catch (IOException)
        {
            // The guardian is dead; its successor is told everything.
        }
    }
}
