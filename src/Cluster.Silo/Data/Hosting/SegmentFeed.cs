using Cluster.Silo.Data.Messages;
using Cluster.Silo.Data.Pairs;

namespace Cluster.Silo.Data.Hosting;

/// <summary>Feeds a cursor with the blocks of a segment on another silo, one message ahead of the reader.</summary>
internal sealed class SegmentFeed
{
    private readonly HostedJob _job;
    private readonly HostedTask _task;
    private readonly TaskOutput _output;
    private readonly int _segment;
    private readonly CancellationToken _cancellationToken;
    private int _next;
    private Task<IReadOnlyList<FetchedItem>?> _ahead;

    public SegmentFeed(HostedJob job, HostedTask task, TaskOutput output, int segment, CancellationToken cancellationToken)
    {
        _job = job;
        _task = task;
        _output = output;
        _segment = segment;
        _cancellationToken = cancellationToken;
        _ahead = FetchAsync();
    }

    public PairCursor Cursor { get; } = new();

    /// <exception cref="OutputLostException">The silo is gone or gave the output up.</exception>
    public async Task RefillAsync()
    {
        if (await _ahead is not [{ IsMissing: false } item])
        {
            _task.Lose(_output.Attempt);
            throw new OutputLostException();
        }

        foreach (var block in item.Blocks)
        {
            Cursor.Add(block);
        }

        _next += item.Blocks.Count;
        if (item.IsEnd)
        {
            Cursor.Complete();
        }
        else
        {
            _ahead = FetchAsync();
        }
    }

    private Task<IReadOnlyList<FetchedItem>?> FetchAsync() =>
        OutputFetcher.FetchAsync(_job, _output.Host, new[] { new FetchItem(_output.Attempt, _segment, _next) }, _cancellationToken);
}
