using System.Threading.Channels;
using Cluster.LocalHosting.Control;

namespace Cluster.LocalHosting.Terminal;

/// <summary>
/// What the AppHost shows of itself, in the order in which it happened. A console that is slow never holds up the AppHost: past ten
/// thousand waiting lines the oldest are dropped. A console that is gone (a closed pipe, a closed terminal) is no failure.
/// </summary>
internal abstract class AppHostConsole : IAsyncDisposable
{
    private const int Capacity = 10_000;

    private readonly Channel<(string? Line, ResourceStatus? Status)> _events = Channel.CreateBounded<(string?, ResourceStatus?)>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private Task _writer = Task.CompletedTask;

    /// <summary>The live table where the output is a terminal, else plain lines.</summary>
    public static AppHostConsole Create(bool plain, Func<IReadOnlyList<ResourceStatus>> statuses)
    {
        AppHostConsole console = plain || System.Console.IsOutputRedirected || !Spectre.Console.AnsiConsole.Profile.Capabilities.Ansi
            ? new PlainConsole(StandardOutput.IsOpen ? System.Console.Out : TextWriter.Null)
            : new LiveConsole(System.Console.Out, Spectre.Console.AnsiConsole.Profile, statuses);
        return console.Open();
    }

    /// <summary>Begins to write.</summary>
    public AppHostConsole Open()
    {
        _writer = RunAsync();
        return this;
    }

    public void WriteLine(string line) => _events.Writer.TryWrite((line, null));

    /// <summary>Shows that a resource's status has changed.</summary>
    public void Show(ResourceStatus status) => _events.Writer.TryWrite((null, status));

    /// <summary>Writes what is still waiting.</summary>
    public async ValueTask DisposeAsync()
    {
        _events.Writer.TryComplete();
        await _writer;
    }

    /// <summary>Writes lines and changes that came together.</summary>
    protected abstract void Write(IReadOnlyList<string> lines, IReadOnlyList<ResourceStatus> changes);

    /// <summary>Called once after the last write.</summary>
    protected virtual void Close()
    {
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        try
        {
            while (await _events.Reader.WaitToReadAsync())
            {
                var lines = new List<string>();
                var changes = new List<ResourceStatus>();
                while (changes.Count == 0 && _events.Reader.TryRead(out var next))
                {
                    if (next.Line is { } line)
                    {
                        lines.Add(line);
                    }
                    else
                    {
                        changes.Add(next.Status!);
                    }
                }

                Write(lines, changes);
            }

            Close();
        }
        catch (IOException)
        {
            // Nobody looks any more; the AppHost goes on.
            _events.Writer.TryComplete();
        }
    }
}
