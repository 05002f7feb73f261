namespace Cluster.Registers.Calling;

/// <summary>
/// Lets work that sends what was gathered begin when a thread has said all that it has to say, not with the first word: another thread would begin at once, and send many small messages. Each thread for itself.
/// </summary>
internal static class Gathering
{
    [ThreadStatic]
    private static List<IThreadPoolWorkItem>? _held;

    /// <summary>Begins work on a thread of the pool; within <see cref="Together"/>, when that ends.</summary>
    public static void Begin(IThreadPoolWorkItem work)
    {
        if (_held is { } held)
            held.Add(work);
        else
            ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
    }

    /// <summary>Does something; what it begins is begun afterwards.</summary>
    /// <param name="state">Given to it.</param>
    /// <param name="say">What is done. It waits for nothing.</param>
    /// <param name="isFree">Whether the thread is one of the pool, with nobody's context and nothing else to do: then it does what was begun, too, and what that begins.</param>
    public static void Together<T>(T state, Action<T> say, bool isFree)
    {
        if (_held is not null)
        {
            say(state);
            return;
        }

        var (held, next) = (_held = [], 0);
        try
        {
            say(state);
            while (isFree && next < held.Count)
                held[next++].Execute();
        }
        finally
        {
            _held = null;
            for (; next < held.Count; next++)
                ThreadPool.UnsafeQueueUserWorkItem(held[next], preferLocal: false);
        }
    }
}
