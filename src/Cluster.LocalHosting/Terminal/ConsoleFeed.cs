using System.Globalization;
using Cluster.LocalHosting.Control;
using Cluster.LocalHosting.Engine;

namespace Cluster.LocalHosting.Terminal;

/// <summary>
/// Carries to the console what a person should see: each change of a resource, the output of programs (the tour), the logs that were asked
/// for, and, once everything stands, what can be done next.
/// </summary>
internal sealed class ConsoleFeed : IAsyncDisposable
{
    private const string All = "all";

    private readonly LocalEngine _engine;
    private readonly AppHostConsole _console;
    private readonly Func<string, bool> _isAsked;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _ready;

    /// <param name="engine">What is shown.</param>
    /// <param name="console">Where.</param>
    /// <param name="logs">The resource or group whose log is shown too, <c>all</c>, or null.</param>
    /// <param name="time">Tells how long the start took.</param>
    /// <exception cref="RequestRefusedException">There is no resource of that name.</exception>
    public ConsoleFeed(LocalEngine engine, AppHostConsole console, string? logs, TimeProvider time)
    {
        _engine = engine;
        _console = console;
        _time = time;
        _isAsked = logs switch
        {
            null => static _ => false,
            All => static _ => true,
            _ => engine.NamesOf(logs),
        };
        engine.Board.StatusChanged += console.Show;
        engine.Logs.Appended += Show;
        _ready = AnnounceReadyAsync();
    }

    /// <summary>From here on nothing is said to stand any more, however settled all of it comes to be by stopping. Changes and logs are still shown.</summary>
    public async Task ExpectNothingAsync()
    {
        await _stop.CancelAsync();
        await _ready.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await ExpectNothingAsync();
        _engine.Board.StatusChanged -= _console.Show;
        _engine.Logs.Appended -= Show;
        _stop.Dispose();
    }

    private void Show(LogLine line)
    {
        if (_engine.IsProgram(line.Resource))
        {
            _console.WriteLine(line.Text);
        }
        else if (_isAsked(line.Resource))
        {
            _console.WriteLine($"[{line.Resource}] {line.Text}");
        }
    }

    private async Task AnnounceReadyAsync()
    {
        await WaitUntilSettledAsync();
        var failed = _engine.Statuses.Where(s => s.State == ResourceState.FailedToStart).ToList();
        var seconds = (_time.GetUtcNow() - _engine.StartedAt).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        _console.WriteLine("");
        _console.WriteLine(failed.Count == 0 ? $"Everything stands after {seconds} s." : "Not everything could be started:");
        foreach (var status in failed)
        {
            _console.WriteLine($"  {status.Name}: {status.Reason}{(status.LogFile is null ? "" : $" (log: {status.LogFile})")}");
        }

        foreach (var (name, address) in _engine.ExternalEndpoints)
        {
            _console.WriteLine($"{char.ToUpperInvariant(name[0])}{name[1..]}: {address}");
        }

        if (!_engine.Statuses.Any(s => _engine.IsProgram(s.Name)))
        {
            // With a tour, the tour has said it.
            _console.WriteLine("Try next: cluster status | cluster scale silo 5 | cluster wordcount FILE ('cluster' is: dotnet run --project src/Cluster.Cli --)");
        }

        _console.WriteLine("Ctrl+C stops everything.");
    }

    /// <summary>Completes when every service runs and every program has ended; what failed, and what waits for it, is not waited for.</summary>
    private async Task WaitUntilSettledAsync()
    {
        while (true)
        {
            _stop.Token.ThrowIfCancellationRequested();
            var changed = _engine.Board.Changed;
            var statuses = _engine.Statuses;
            var hasFailed = statuses.Any(s => s.State == ResourceState.FailedToStart);
            if (statuses.Count > 0 && statuses.All(s => IsSettled(s) || (hasFailed && s.State == ResourceState.Waiting)))
            {
                return;
            }

            await changed.WaitAsync(_stop.Token);
        }
    }

    private bool IsSettled(ResourceStatus status) =>
        status.State is ResourceState.Exited or ResourceState.FailedToStart
        || (status.State == ResourceState.Running && !_engine.IsProgram(status.Name));
}
