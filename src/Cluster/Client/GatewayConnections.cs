namespace Cluster.Client;

/// <summary>Counts the client's connections, to tell a call that could not be sent from one whose outcome is unknown.</summary>
internal sealed class GatewayConnections : IClusterConnectionStatusObserver
{
    private int _open;
    private int _opened;

    /// <summary>
    /// A mark of this moment when no connection is open, or null when one is. Nothing can have left the process as long as the mark stays what it was.
    /// </summary>
    public int? DisconnectedMark
    {
        get
        {
            var opened = Volatile.Read(ref _opened);
            return Volatile.Read(ref _open) == 0 ? opened : null;
        }
    }

    public bool StillDisconnectedSince(int? mark) => mark is not null && DisconnectedMark == mark;

    public void NotifyGatewayCountChanged(int currentNumberOfGateways, int previousNumberOfGateways, bool connectionRecovered)
    {
        if (currentNumberOfGateways > previousNumberOfGateways)
        {
            Interlocked.Increment(ref _opened);
            Interlocked.Increment(ref _open);
        }
        else
        {
            Interlocked.Decrement(ref _open);
        }
    }

    public void NotifyClusterConnectionLost()
    {
    }
}
