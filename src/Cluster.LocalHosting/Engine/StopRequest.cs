namespace Cluster.LocalHosting.Engine;

/// <summary>
/// The wish to stop the application: first gracefully, and at once when it is repeated. One Ctrl+C may arrive as several signals (from the
/// terminal, and passed on by <c>dotnet run</c> or <c>timeout</c>), so what follows within a second is the same wish.
/// </summary>
internal sealed class StopRequest(TimeProvider time, CancellationToken outer) : IDisposable
{
    private static readonly TimeSpan SameWish = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(outer);
    private readonly Lock _lock = new();
    private long? _first;

    public CancellationToken Token => _stop.Token;

    public void Ask(LocalEngine engine)
    {
        lock (_lock)
        {
            if (_first is { } first && time.GetElapsedTime(first) >= SameWish)
            {
                engine.Hurry();
            }

            _first ??= time.GetTimestamp();
        }

        _stop.Cancel();
    }

    public void Dispose() => _stop.Dispose();
}
