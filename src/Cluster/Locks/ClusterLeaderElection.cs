using System.Runtime.CompilerServices;
using Cluster.Locks.Protocol;
using Cluster.Locks.Session;

namespace Cluster.Locks;

/// <summary>
/// An election of one leader among those who campaign, first come first: <c>Election</c> of etcd (campaign, resign, observe), <c>LeaderLatch</c> and <c>LeaderSelector</c> of
/// Curator. It is the exclusive lock <c>election:NAME</c>, and all that holds for locks holds for it.
/// </summary>
/// <example><code>
/// await using var leadership = await cluster.Locks.LeaderElection("scheduler").CampaignAsync(cancellationToken: cancellationToken);
/// while (!leadership.Lost.IsCancellationRequested)
///     await RunOnceAsync(leadership.Term, leadership.Lost);
/// </code></example>
public sealed class ClusterLeaderElection
{
    private const int LongestName = 400;
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(2);

    private readonly LockSession _session;
    private readonly LockTerms _terms;

    internal ClusterLeaderElection(LockSession session, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Length > LongestName)
            throw new ArgumentException($"The name of an election may have at most {LongestName} characters; this one has {name.Length}.", nameof(name));
        _session = session;
        _terms = new LockTerms($"election:{name}", LockMode.Exclusive);
        Name = name;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Waits until this candidate leads.</summary>
    /// <param name="candidate">A name for others to see, at most 200 characters; by default the process: machine and process number.</param>
    /// <param name="cancellationToken">Ends the candidacy; nothing is left of it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<Leadership> CampaignAsync(string? candidate = null, CancellationToken cancellationToken = default) =>
        (await TryCampaignAsync(Timeout.InfiniteTimeSpan, candidate, cancellationToken))!;

    /// <summary>As <see cref="CampaignAsync"/>, but gives null when this candidate does not lead within <paramref name="timeout"/>; nothing is left of the candidacy then.</summary>
    public async Task<Leadership?> TryCampaignAsync(TimeSpan timeout, string? candidate = null, CancellationToken cancellationToken = default)
    {
        var name = candidate ?? LockSession.Label;
        var held = await _session.ClaimAsync(_terms, name, timeout, cancellationToken);
        return held is null ? null : new Leadership(Name, name, held);
    }

    /// <summary>Who leads, or null when nobody does. It may be another one by the time this is read.</summary>
    public async Task<Leader?> GetLeaderAsync(CancellationToken cancellationToken = default)
    {
        using var patience = new Patience(_session.Time, Timeout.InfiniteTimeSpan, cancellationToken);
        while (true)
        {
            var change = _session.HolderChanges(_terms.Key);
            if (await AskAsync(patience) is { IsKnown: true } news)
                return news.ToLeader();
            await AnyAsync(change, cancellationToken);
        }
    }

    /// <summary>
    /// Who leads, at once and again with each change, without end; null while nobody does. Terms rise. Who reads slowly, or while the cluster cannot be reached, may miss
    /// leaders in between but never the newest. A change is told within milliseconds, and within two seconds after a silo crashed or a message got lost.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async IAsyncEnumerable<Leader?> ObserveAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var patience = new Patience(_session.Time, Timeout.InfiniteTimeSpan, cancellationToken);
        var known = default(long?);
        var newest = 0L;
        while (true)
        {
            var change = _session.HolderChanges(_terms.Key);
            var news = await AskAsync(patience);

            // An activation of the shard that has been replaced, and does not know it yet, may name an older leader.
            if (news.IsKnown && news.Token != known && (news.Token == 0 || news.Token > newest))
            {
                known = news.Token;
                newest = Math.Max(newest, news.Token);
                yield return news.ToLeader();
            }

            await AnyAsync(change, cancellationToken);
        }
    }

    private async Task<HolderNews> AskAsync(Patience patience) => (await patience.AskAsync(() => _session.WatchHolderAsync(_terms.Key)))!;

    /// <summary>Until the shard tells of a change, and no longer than it goes on telling.</summary>
    private async Task AnyAsync(Task change, CancellationToken cancellationToken)
    {
        await change.WaitAsync(AskAgainAfter, _session.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
