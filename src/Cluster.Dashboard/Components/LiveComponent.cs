using Cluster.Dashboard.Live;
using Microsoft.AspNetCore.Components;

namespace Cluster.Dashboard.Components;

/// <summary>A component that is drawn again whenever the live state changes.</summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    private int _isQueued;
    private volatile bool _isDisposed;

    [Inject]
    internal LiveState Live { get; set; } = null!;

    [Inject]
    internal TimeProvider Time { get; set; } = null!;

    internal DateTimeOffset Now => Time.GetUtcNow();

    public void Dispose()
    {
        _isDisposed = true;
        Live.Changed -= Redraw;
        OnDispose();
        GC.SuppressFinalize(this);
    }

    protected override void OnInitialized() => Live.Changed += Redraw;

    protected virtual void OnDispose()
    {
    }

    /// <summary>Draws the component once for all changes that came since it was last drawn. Callable from any thread.</summary>
    protected void Redraw()
    {
        if (!_isDisposed && Interlocked.Exchange(ref _isQueued, 1) == 0)
        {
            _ = InvokeAsync(() =>
            {
                Volatile.Write(ref _isQueued, 0);
                if (!_isDisposed)
                {
                    StateHasChanged();
                }
            });
        }
    }
}
