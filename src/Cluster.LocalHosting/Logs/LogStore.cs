using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Cluster.LocalHosting.Control;

namespace Cluster.LocalHosting.Logs;

/// <summary>The logs of all resources: a file for each, the last lines of each in memory, and those that come for whoever follows.</summary>
internal sealed class LogStore : IDisposable
{
    /// <summary>Lines of each resource that are kept in memory.</summary>
    public const int Kept = 2_000;

    private const int FollowerCapacity = 10_000;

    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (LogFile File, Queue<LogLine> Lines)> _logs = new(StringComparer.Ordinal);
    private readonly HashSet<ChannelWriter<LogLine>> _followers = [];
    private bool _isDisposed;

    public LogStore(string folder, TimeProvider time)
    {
        _folder = folder;
        _time = time;
        Directory.CreateDirectory(folder);
    }

    /// <summary>Each line as it comes, in order, from the thread that reads it; a handler must not block.</summary>
    public event Action<LogLine>? Appended;

    public string FileOf(string resource) => Path.Combine(_folder, resource + ".log");

    public void Append(string resource, bool isError, string text)
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            if (!_logs.TryGetValue(resource, out var log))
            {
                _logs[resource] = log = (new LogFile(FileOf(resource)), new Queue<LogLine>());
            }

            var line = new LogLine(_time.GetUtcNow(), resource, isError, text);
            if (log.File.TryAppend(line) is { } trouble)
            {
                Tell(log.Lines, new LogLine(line.At, resource, true, $"{log.File.FilePath} cannot be written any more: {trouble}"));
            }

            Tell(log.Lines, line);
        }
    }

    private void Tell(Queue<LogLine> lines, LogLine line)
    {
        lines.Enqueue(line);
        if (lines.Count > Kept)
        {
            lines.Dequeue();
        }

        foreach (var follower in _followers)
        {
            follower.TryWrite(line);
        }

        Appended?.Invoke(line);
    }

    /// <summary>The last lines of the resources that match, oldest first.</summary>
    public IReadOnlyList<LogLine> Tail(Func<string, bool> resources, int count)
    {
        lock (_lock)
        {
            return [.. _logs.Where(l => resources(l.Key)).SelectMany(l => l.Value.Lines).OrderBy(l => l.At).TakeLast(count)];
        }
    }

    /// <summary>
    /// The last lines and then those that come, without a gap and without repetition. One who reads too slowly loses the oldest lines
    /// beyond ten thousand; the log files have them.
    /// </summary>
    public async IAsyncEnumerable<LogLine> FollowAsync(
        Func<string, bool> resources, int tail, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<LogLine>(
            new BoundedChannelOptions(FollowerCapacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        IReadOnlyList<LogLine> past;
        lock (_lock)
        {
            past = Tail(resources, tail);
            _followers.Add(channel.Writer);
            if (_isDisposed)
            {
                channel.Writer.TryComplete();
            }
        }

        try
        {
            foreach (var line in past)
            {
                yield return line;
            }

            await foreach (var line in channel.Reader.ReadAllAsync(cancellationToken))
            {
                if (resources(line.Resource))
                {
                    yield return line;
                }
            }
        }
        finally
        {
            lock (_lock)
            {
                _followers.Remove(channel.Writer);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            foreach (var (file, _) in _logs.Values)
            {
                file.Dispose();
            }

            foreach (var follower in _followers)
            {
                follower.TryComplete();
            }
        }
    }
}
