namespace Cluster.Silo.Registers.Hosting;

/// <summary>
/// The pauses of a loop that has something to do now and then: they last until it is told, and never less than a pace, so that what comes close together is done together. An idle loop wakes nobody up. One waits;
/// telling is safe for many threads at once.
/// </summary>
/// <param name="pace">The shortest pause.</param>
/// <param name="time">The clock.</param>
internal sealed class LoopPause(TimeSpan pace, TimeProvider time)
{
    private TaskCompletionSource _signal = NewSignal();
    private int _isTold;

    /// <summary>There is something to do: the pause ends as soon as the pace allows.</summary>
    public void Tell()
    {
        if (Interlocked.Exchange(ref _isTold, 1) == 0)
            Volatile.Read(ref _signal).TrySetResult();
    }

    /// <summary>Waits until something was told since the last pause ended, or for the longest time; for the pace in any case.</summary>
    /// <param name="longest">Without being told.</param>
    /// <param name="stopping">Ends the pause at once, with an exception.</param>
    /// <returns>Whether it was told.</returns>
    public async Task<bool> WaitAsync(TimeSpan longest, CancellationToken stopping)
    {
        var began = time.GetTimestamp();
        if (longest > pace)
            await Volatile.Read(ref _signal).Task.WaitAsync(longest, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.ThrowIfCancellationRequested();
        if (pace - time.GetElapsedTime(began) is var left && left > TimeSpan.Zero)
            await Task.Delay(left, time, stopping).ConfigureAwait(false);

        // In this order: who tells from now on finds the new signal, or is about to set the old one and its work is seen now.
        Volatile.Write(ref _signal, NewSignal());
        return Interlocked.Exchange(ref _isTold, 0) == 1;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
