using Cluster.Locks.Protocol;
using Cluster.Locks.Session;

namespace Cluster.Locks;

/// <summary>
/// A point that a fixed number of participants reach together, phase by phase: <c>CyclicBarrier</c> of Java, <c>Barrier</c> of .NET, <c>DistributedDoubleBarrier</c> of
/// Curator (join and the first phase are its enter, the last phase and leaving its leave).
/// </summary>
/// <remarks>
/// <b>What holds</b>: nobody gets past a phase before all participants have reached its end. Who has reached it is in grain storage, and outlives crashes of silos.
/// A participant whose process is lost (a crash, or silence for longer than the lease of locks, 10 s) breaks the barrier for the others, rather than leave them waiting for ever.
/// <b>What does not hold</b>: that all get past a phase, or none: one that is lost just then may have seen its end or not.
/// </remarks>
/// <example><code>
/// await using var me = await cluster.Locks.Barrier("training", participants: 4).JoinAsync(cancellationToken);
/// while (await TrainAsync())
///     await me.SignalAndWaitAsync(cancellationToken: cancellationToken); // until all four are here
/// </code></example>
public sealed class ClusterBarrier
{
    private const int LongestName = 400;
    private readonly LockSession _session;

    internal ClusterBarrier(LockSession session, string name, int participants)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Length > LongestName)
            throw new ArgumentException($"The name of a barrier may have at most {LongestName} characters; this one has {name.Length}.", nameof(name));
        if (participants is < 1 or > MaxParticipants)
            throw new ArgumentOutOfRangeException(nameof(participants), participants, $"A barrier has 1 to {MaxParticipants} participants.");
        _session = session;
        Name = name;
        Participants = participants;
    }

    /// <summary>The greatest number of participants.</summary>
    public const int MaxParticipants = 1_000;

    /// <summary>The name. A barrier has nothing to do with a lock of the same name.</summary>
    public string Name { get; }

    /// <summary>How many take part. All who use the barrier must agree on it.</summary>
    public int Participants { get; }

    /// <summary>Takes part from the present phase on, until the participant is disposed of. Does not wait for the others.</summary>
    /// <exception cref="LockRefusedException">There are as many participants as there can be, or they agreed on another number.</exception>
    /// <exception cref="BarrierBrokenException">A participant was lost, and the others have not all left yet.</exception>
    public async Task<BarrierParticipant> JoinAsync(CancellationToken cancellationToken = default)
    {
        // The lock tells that the participant lives: the barrier waits behind it, and gets it when the participant is gone.
        var id = Guid.NewGuid();
        var life = await _session.ClaimAsync(new LockTerms(LifeLock(Name, id), LockMode.Exclusive), label: null, Timeout.InfiniteTimeSpan, cancellationToken);
        try
        {
            var joined = await _session.Grains.GetGrain<IBarrierGrain>(Name).JoinAsync(id, LockSession.Label, Participants).WaitAsync(cancellationToken);
            return joined.Standing switch
            {
                BarrierStanding.Whole => new BarrierParticipant(_session, this, id, joined.Phase, life!),
                BarrierStanding.Broken => throw new BarrierBrokenException($"The barrier {Name} is broken: {joined.Detail}."),
                _ => throw new LockRefusedException($"The barrier {Name} cannot be joined: {joined.Detail}."),
            };
        }
        catch
        {
            await LeaveAsync(id);
            life!.Dispose();
            throw;
        }
    }

    /// <summary>Puts all participants out, who then get <see cref="BarrierBrokenException"/>, and begins with none.</summary>
    public Task ResetAsync(CancellationToken cancellationToken = default) =>
        _session.Grains.GetGrain<IBarrierGrain>(Name).ResetAsync().WaitAsync(cancellationToken);

    /// <summary>It may have joined, though the answer got lost: then it must not be taken for a participant that was lost.</summary>
    private async Task LeaveAsync(Guid id)
    {
        try
        {
            await _session.Grains.GetGrain<IBarrierGrain>(Name).LeaveAsync(id);
        }
        catch (Exception e) when (Patience.IsNoAnswer(e))
        {
            _session.Logger.NotLeft(e, Name);
        }
    }

    internal static string LifeLock(string barrier, Guid participant) => $"barrier:{barrier}/{participant:N}";
}
