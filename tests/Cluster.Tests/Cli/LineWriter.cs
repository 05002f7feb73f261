namespace Cluster.Tests.Cli;

/// <summary>Collects lines, and lets a test wait for one.</summary>
internal sealed class LineWriter : StringWriter
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override void WriteLine(string? value)
    {
        lock (_lock)
        {
            base.WriteLine(value);
            _lines.Add(value ?? "");
            _written.SetResult();
            _written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>The first line that starts so, once it is there.</summary>
    public async Task<string> WaitForAsync(string start)
    {
        while (true)
        {
            Task written;
            lock (_lock)
            {
                if (_lines.Find(line => line.StartsWith(start, StringComparison.Ordinal)) is { } found)
                {
                    return found;
                }

                written = _written.Task;
            }

            await written.WaitAsync(TestContext.Current.CancellationToken);
        }
    }
}
