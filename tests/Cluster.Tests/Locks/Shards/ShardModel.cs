namespace Cluster.Tests.Locks.Shards;

/// <summary>
/// What is promised of the locks of a shard, for a reader to check by eye: a list for each name, in order of arrival; who is silent for long loses all; after a crash, who is silent
/// holds what it held until it speaks or its lease ends, and nothing is granted that it could hold; who waits finds its place if it speaks within a second. Places that are given soon after a crash are
/// told when the activation before surely grants nothing any more.
/// </summary>
internal sealed class ShardModel(int names, TimeSpan reclaimWindow, TimeSpan authorityWait)
{
    private readonly List<ModelClaim>[] _queues = [.. Enumerable.Range(0, names).Select(_ => new List<ModelClaim>())];
    private readonly Dictionary<int, List<ModelClaim>> _away = [];
    private readonly Dictionary<int, int> _silent = [];
    private readonly HashSet<int> _awaited = [];
    private readonly HashSet<int> _settled = [];
    private TimeSpan _windowEnd;
    private TimeSpan _aloneAt = TimeSpan.MinValue;
    private long _ranks;
    private int _epoch;

    /// <summary>The claims for a name that the shard knows of, in order of arrival.</summary>
    public IReadOnlyList<ModelClaim> Queue(int name) => _queues[name];

    public IEnumerable<ModelClaim> ClaimsOf(int client) => _queues.SelectMany(q => q).Where(c => c.Client == client).OrderBy(c => c.Id);

    public void Ask(ModelClaim claim, TimeSpan now)
    {
        Append(claim);
        GoOn(now);
    }

    public void LetGo(ModelClaim claim, TimeSpan now)
    {
        _queues[claim.Name].Remove(claim);
        GoOn(now);
    }

    public void Silence(int client) => _silent.Add(client, _epoch);

    /// <summary>Whether an activation before this one may still grant.</summary>
    public bool HasRival(TimeSpan now) => now < _aloneAt;

    /// <summary>A client is back.</summary>
    public void Wake(int client, TimeSpan now)
    {
        _silent.Remove(client, out var epoch);
        var wasAwaited = _awaited.Contains(client);
        if (_away.Remove(client, out var claims))
        {
            foreach (var claim in claims.OrderBy(c => c.ToldRank == 0).ThenBy(c => c.Id))
            {
                // The shard says that it has dropped the client; a new shard merely does not know it.
                if (!wasAwaited && epoch == _epoch)
                    claim.ToldRank = 0;
                Return(claim, wasAwaited, now);
            }
        }
        else if (epoch != _epoch)
        {
            // What was handed over and is not known to the client has to be asked for anew.
            foreach (var claim in ClaimsOf(client).Where(c => !c.IsKnown && c.ToldRank == 0).ToList())
            {
                _queues[claim.Name].Remove(claim);
                claim.Holds = false;
                Append(claim);
            }
        }

        _awaited.Remove(client);
        foreach (var claim in ClaimsOf(client))
            claim.IsKnown = claim.Holds;
        GoOn(now);
    }

    /// <summary>An activation is gone with all it knew. Those of <paramref name="connected"/> that are not silent tell the next one at once.</summary>
    public void Crash(IReadOnlySet<int> connected, TimeSpan now)
    {
        _epoch++;
        _windowEnd = now + reclaimWindow;
        _aloneAt = connected.Count > 0 ? now + authorityWait : TimeSpan.MinValue;
        _settled.Clear();
        _awaited.Clear();
        foreach (var client in _silent.Keys.Where(connected.Contains))
        {
            _awaited.Add(client);
            SetAside(client);
        }

        for (var name = 0; name < _queues.Length; name++)
        {
            if (_queues[name].Exists(c => c is { Holds: true, IsExclusive: true }))
                _settled.Add(name);
        }

        // Who was told a place has it still; others ask anew, one client after another.
        var waiting = _queues.SelectMany(q => q).Where(c => !c.Holds).OrderBy(c => c.Client).ThenBy(c => c.ToldRank == 0).ThenBy(c => c.Id).ToList();
        waiting.ForEach(claim => _queues[claim.Name].Remove(claim));
        waiting.ForEach(Place);
        GoOn(now);
    }

    /// <summary>An activation ends in order: nothing changes, unless it did not know everything itself.</summary>
    public void HandOver(IReadOnlySet<int> connected, TimeSpan now)
    {
        if (_awaited.Count > 0)
        {
            Crash(connected, now);
            return;
        }

        _epoch++;
    }

    /// <summary>A moment passes.</summary>
    public void Pass(TimeSpan now) => GoOn(now);

    /// <summary>So much time passes that every lease of a silent client ends.</summary>
    public void PassLong(TimeSpan now)
    {
        foreach (var client in _silent.Keys)
            SetAside(client);
        _awaited.Clear();
        GoOn(now);
    }

    private void SetAside(int client)
    {
        if (!_away.TryGetValue(client, out var away))
            _away.Add(client, away = []);
        foreach (var claim in ClaimsOf(client).ToList())
        {
            _queues[claim.Name].Remove(claim);
            away.Add(claim);
        }
    }

    private void Return(ModelClaim claim, bool wasAwaited, TimeSpan now)
    {
        if (claim is { Holds: true, IsKnown: true })
        {
            if (!wasAwaited)
                return; // lost: its lease has ended
            _queues[claim.Name].Insert(0, claim);
            if (claim.IsExclusive)
                _settled.Add(claim.Name);
            return;
        }

        claim.Holds = false;
        if (wasAwaited && now < _windowEnd)
            Place(claim);
        else
            Append(claim);
    }

    /// <summary>Puts a claim in the place that its client was told, or at the end.</summary>
    private void Place(ModelClaim claim)
    {
        if (claim.ToldRank == 0)
        {
            Append(claim);
            return;
        }

        claim.Rank = claim.ToldRank;
        var queue = _queues[claim.Name];
        var behind = queue.FindIndex(c => !c.Holds && c.Rank > claim.Rank);
        queue.Insert(behind < 0 ? queue.Count : behind, claim);
    }

    private void Append(ModelClaim claim)
    {
        claim.Rank = ++_ranks;
        _queues[claim.Name].Add(claim);
    }

    /// <summary>Tells places, and grants what may be granted.</summary>
    private void GoOn(TimeSpan now)
    {
        foreach (var claim in _queues.SelectMany(q => q).Where(c => !c.Holds && !_silent.ContainsKey(c.Client)))
            claim.ToldRank = now >= _aloneAt || claim.Rank == claim.ToldRank ? claim.Rank : 0;

        for (var name = 0; name < _queues.Length; name++)
        {
            var queue = _queues[name];
            while ((_awaited.Count == 0 || (_settled.Contains(name) && now >= _windowEnd))
                && queue.Find(c => !c.Holds) is { } next
                && !queue.Exists(c => c.Holds && (c.IsExclusive || next.IsExclusive)))
            {
                next.Holds = true;
                next.IsKnown = !_silent.ContainsKey(next.Client);
            }
        }
    }
}
