using Cluster.Locks.Protocol;

namespace Cluster.Tests.Locks.Shards;

/// <summary>A client's link to the shard, and what it was told.</summary>
internal sealed class ShardClient : IClaimListener
{
    private readonly Action<Claim> _granted;

    public ShardClient(int number, LockTimes times, Action<Claim> granted)
    {
        _granted = granted;
        Number = number;
        Link = new LockLink(0, new Guid(number + 1, 0, 0, new byte[8]), $"{number}", $"client {number}", times, new LockLinkSettings
        {
            RetransmitAfter = TimeSpan.FromMilliseconds(1),
            AcknowledgeAfter = TimeSpan.FromMilliseconds(1),
            CloseWhenIdleFor = TimeSpan.FromDays(1),
        });
    }

    public int Number { get; }

    public LockLink Link { get; }

    public bool IsSilent { get; set; }

    /// <summary>While it is silent: the shard has it among its clients.</summary>
    public bool IsConnected { get; set; }

    public void Queued(Claim claim)
    {
    }

    public void Granted(Claim claim) => _granted(claim);

    public void Refused(Claim claim, LockReason reason, string? detail)
    {
    }

    public void Lost(Claim claim, LockReason reason, string? detail)
    {
    }

    public void Wanted(Claim claim)
    {
    }

    public void MoreTokens(Claim claim, long first, int count)
    {
    }
}
