namespace Cluster.Dashboard.Live;

/// <summary>The latest reading of one source. One writer; any number of readers.</summary>
internal sealed class LiveValue<T>(TimeProvider time, Action changed)
    where T : class
{
    private volatile Reading<T> _current = new(null, null, null);

    public Reading<T> Current => _current;

    public void Set(T value)
    {
        _current = new Reading<T>(value, time.GetUtcNow(), null);
        changed();
    }

    /// <summary>Keeps the last value and says why there is no newer one.</summary>
    public void Fail(string problem)
    {
        _current = _current with { Problem = problem };
        changed();
    }
}
