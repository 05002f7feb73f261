namespace Cluster.Silo.Registers.Hosting;

/// <summary>Operations that are answered together: one wake-up when all have ended, where a continuation for each would be one each.</summary>
internal sealed class OpBatch
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = 1;

    /// <summary>Ends when all operations have ended; only after <see cref="Close"/>.</summary>
    public Task Done => _done.Task;

    /// <summary>Waits for a task, too.</summary>
    public void Add(Task task)
    {
        if (task.IsCompleted)
            return;
        Expect();
        _ = task.ContinueWith(static (_, batch) => ((OpBatch)batch!).Signal(), this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Waits for an operation, too.</summary>
    public void Add(LocalOp op)
    {
        Expect();
        op.SignalTo(this);
    }

    /// <summary>No more will be added.</summary>
    public void Close() => Signal();

    /// <summary>One has ended.</summary>
    public void Signal()
    {
        if (Interlocked.Decrement(ref _left) == 0)
            _done.SetResult();
    }

    private void Expect() => Interlocked.Increment(ref _left);
}
