using System.Globalization;
using Cluster.Locks;
using Cluster.Locks.Protocol;
using Cluster.Silo.Locks.Protocol;

namespace Cluster.Tests.Locks.Shards;

/// <summary>A shard and its clients over a network and a storage that answer at once, and the model that they are held against after every step.</summary>
internal sealed class ShardRun : ILockShardHost
{
    private const int Clients = 3;
    private const int Names = 2;
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly LockTimes _times;
    private readonly LockRules _rules;
    private readonly ShardModel _model;
    private readonly ShardClient[] _clients;
    private readonly Dictionary<ModelClaim, Claim> _claims = [];
    private readonly Queue<Action> _due = new();
    private readonly long[] _newestExclusive = new long[Names];
    private LockShardRecord? _record;
    private LockShard _shard = null!;
    private Guid _owner;
    private int _activations;
    private TimeSpan _now = TimeSpan.FromSeconds(100);
    private long _ids;

    public ShardRun(LockTimes times, LockRules rules)
    {
        _times = times;
        _rules = rules;
        _model = new ShardModel(Names, Window, times.AuthorityWait);
        _clients = [.. Enumerable.Range(0, Clients).Select(number => new ShardClient(number, times, CheckToken))];
        Activate();
    }

    public static void Play(ShardStep[] steps, LockTimes times, LockRules rules)
    {
        var run = new ShardRun(times, rules);
        foreach (var step in steps)
        {
            run.Do(step);
            run.Check();
        }
    }

    void ILockShardHost.Send(string route, LockReply reply)
    {
        var client = _clients[int.Parse(route, CultureInfo.InvariantCulture)];
        if (!client.IsSilent)
            _due.Enqueue(() => client.Link.Receive(reply, _now));
    }

    void ILockShardHost.Check()
    {
        // The shard may ask while it is being made.
        var (owner, began) = (_owner, _now);
        _due.Enqueue(() =>
        {
            if (owner == _owner)
                _shard.Checked(began, _now);
        });
    }

    void ILockShardHost.Save(LockShardRecord record)
    {
        var (owner, began) = (_owner, _now);
        _record = record;
        _due.Enqueue(() =>
        {
            if (owner == _owner)
                _shard.Saved(began, _now);
        });
    }

    void ILockShardHost.Suspect()
    {
    }

    void ILockShardHost.Retire()
    {
    }

    private void Do(ShardStep step)
    {
        var client = _clients[step.Which % Clients];
        switch (step.Kind)
        {
            case ShardStepKind.Ask when !client.IsSilent:
                Ask(client, step.Name % Names, step.IsExclusive);
                break;
            case ShardStepKind.LetGo:
                LetGo(step.Which);
                break;
            case ShardStepKind.Silence when !client.IsSilent:
                client.IsSilent = true;
                client.IsConnected = client.Link.State != LinkState.Closed;
                _model.Silence(client.Number);
                break;
            case ShardStepKind.Wake when client.IsSilent:
                client.IsSilent = false;
                Pass(Grain, Grain);
                _model.Wake(client.Number, _now);
                break;
            case ShardStepKind.Crash:
                _shard.Stop();
                Activate();
                _model.Crash(Connected(), _now);
                break;
            case ShardStepKind.HandOver when !_model.HasRival(_now): // soon after a crash: left to the simulation
                _record = _shard.HandOver(_now);
                Activate();
                _model.HandOver(Connected(), _now);
                break;
            case ShardStepKind.Moment:
                Pass(Grain * 5, Grain);
                _model.Pass(_now);
                break;
            case ShardStepKind.LongWait:
                Pass(TimeSpan.FromSeconds(30), Grain * 50);
                _model.PassLong(_now);
                foreach (var silent in _clients.Where(c => c.IsSilent))
                    silent.IsConnected = false;
                break;
            default:
                break;
        }

        Settle();
    }

    private void Ask(ShardClient client, int name, bool isExclusive)
    {
        var claim = new Claim(++_ids, new LockTerms($"{name}", isExclusive ? LockMode.Exclusive : LockMode.Shared), client);
        var model = new ModelClaim(client.Number, claim.Id, name, isExclusive);
        _claims.Add(model, claim);
        client.Link.Acquire(claim, _now);
        _model.Ask(model, _now);
    }

    private void LetGo(int which)
    {
        var mine = _clients.Where(c => !c.IsSilent).SelectMany(c => _model.ClaimsOf(c.Number)).ToList();
        if (mine.Count == 0)
            return;
        var model = mine[which % mine.Count];
        _clients[model.Client].Link.Release(_claims[model], lazily: false, _now);
        _model.LetGo(model, _now);
    }

    private HashSet<int> Connected() => [.. _clients.Where(c => c.IsSilent ? c.IsConnected : c.Link.State != LinkState.Closed).Select(c => c.Number)];

    private void Activate()
    {
        _owner = new Guid(++_activations, 0, 0, new byte[8]);
        _due.Clear();
        var last = _record;
        _record = LockShard.TakeOver(last, _owner, _times);
        _shard = new LockShard(0, _record, last, _times, _rules, new LockShardSettings { ResendAfter = TimeSpan.FromMilliseconds(1), ReclaimWindow = Window }, this, _now, _now);
    }

    private void Pass(TimeSpan time, TimeSpan grain)
    {
        for (var end = _now + time; _now < end;)
        {
            _now += grain;
            Settle();
        }
    }

    /// <summary>Lets everything happen that is due, until nothing is.</summary>
    private void Settle()
    {
        _shard.Tick(_now);
        bool more;
        do
        {
            more = false;
            while (_due.TryDequeue(out var next))
                next();
            foreach (var client in _clients.Where(c => !c.IsSilent))
            {
                client.Link.Tick(_now);
                while (client.Link.Take(_now) is { } request)
                {
                    more = true;
                    _shard.Receive(request, _now);
                    while (_due.TryDequeue(out var next))
                        next();
                }
            }
        }
        while (more || _due.Count > 0);
    }

    private void Check()
    {
        foreach (var client in _clients.Where(c => !c.IsSilent))
        {
            Assert.Equal(
                _model.ClaimsOf(client.Number).Select(c => (c.Id, c.Holds)),
                client.Link.Claims.Select(c => (c.Id, c.State == ClaimState.Held)));
        }

        for (var name = 0; name < Names; name++)
        {
            var queue = _shard.Locks().FirstOrDefault(q => q.Key.Name == $"{name}");
            Assert.Equal(_model.Queue(name).Where(c => c.Holds).Select(c => c.Id).Order(), (queue?.Holders ?? []).Select(c => c.Id).Order());
            Assert.Equal(_model.Queue(name).Where(c => !c.Holds).Select(c => c.Id), (queue?.Waiters ?? []).Select(c => c.Id));

            // Whatever the model says, and whether they are silent or not: nobody takes for his what excludes another.
            var holders = _clients.Where(c => _now < c.Link.HeldUntil).SelectMany(c => c.Link.Claims)
                .Where(c => c.State == ClaimState.Held && c.Terms.Name == $"{name}").ToList();
            Assert.True(holders.Count < 2 || holders.TrueForAll(c => c.Mode == LockMode.Shared), $"{string.Join(" and ", holders)} hold at once");
        }
    }

    private void CheckToken(Claim claim)
    {
        var newest = _newestExclusive[int.Parse(claim.Terms.Name, CultureInfo.InvariantCulture)];
        Assert.True(claim.Token > newest, $"{claim} came after token {LockToken.Format(newest)}");
        if (claim.Mode == LockMode.Exclusive)
            _newestExclusive[int.Parse(claim.Terms.Name, CultureInfo.InvariantCulture)] = claim.Token;
    }
}
