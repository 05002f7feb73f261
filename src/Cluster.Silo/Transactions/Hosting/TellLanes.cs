using System.Collections.Concurrent;
using Cluster.Registers.Calling;
using Cluster.Silo.Registers.Hosting;
using Cluster.Silo.Transactions.Watching;
using Cluster.Transactions.Calling;
using Cluster.Transactions.Protocol;

namespace Cluster.Silo.Transactions.Hosting;

/// <summary>
/// Takes what participants tell each other and nobody waits for to the silos that they were on last, many in a message, a while after it was said. Safe for use by many threads at once.
/// </summary>
internal sealed class TellLanes(ParticipantHosts hosts, ITransactionWatchClient watches, IClusterMembershipService membership, ILocalSiloDetails local, TimeProvider time, IFatalErrorHandler fatal)
    : SiloLoop(fatal)
{
    /// <summary>So many participants' places are known; the rest is found by the runtime.</summary>
    private const int MostPlaces = 100_000;

    private const int CallsPerMessage = 1024;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, string> _places = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly LoopPause _pause = new(Pace, time);
    private List<ParticipantCall> _said = [];

    /// <summary>Whoever asked participants to prepare tells where they were.</summary>
    public void Learn(ParticipantSession[] participants, string?[] silos)
    {
        if (_places.Count > MostPlaces)
            _places.Clear();
        for (var index = 0; index < participants.Length && index < silos.Length; index++)
        {
            var (participant, silo) = (participants[index].Participant, silos[index]);
            if (silo is not null && (!_places.TryGetValue(participant, out var known) || known != silo))
                _places[participant] = silo;
        }
    }

    /// <summary>Tells a participant something; it may get lost.</summary>
    public void Send(ParticipantCall call)
    {
        lock (_gate)
            _said.Add(call);
        _pause.Tell();
    }

    /// <summary>Takes what another silo's participants say to those here; those that are not here are not looked for, they find out otherwise.</summary>
    public void Deliver(ParticipantCall[] calls)
    {
        Gathering.Together(calls, told =>
        {
            foreach (var call in told)
                hosts.TryDeliver(string.Empty, call);
        }, isFree: true);
    }

    protected override async Task RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            await _pause.WaitAsync(LongestPause, stopping);
            Gathering.Together(this, static lanes => lanes.Flush(), isFree: false);
        }
    }

    private void Flush()
    {
        List<ParticipantCall> said;
        lock (_gate)
        {
            if (_said.Count == 0)
                return;
            (said, _said) = (_said, []);
        }

        var silos = new Dictionary<string, SiloAddress>(StringComparer.Ordinal);
        foreach (var member in membership.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active))
            silos[member.Name] = member.SiloAddress;
        var elsewhere = new Dictionary<string, List<ParticipantCall>>(StringComparer.Ordinal);
        foreach (var call in said)
        {
            if (hosts.TryDeliver(string.Empty, call) || !_places.TryGetValue(call.Participant, out var silo) || silo == local.Name)
                continue;
            if (!elsewhere.TryGetValue(silo, out var calls))
                elsewhere.Add(silo, calls = []);
            calls.Add(call);
        }

        foreach (var (silo, calls) in elsewhere)
        {
            if (!silos.TryGetValue(silo, out var address))
                continue;
            foreach (var some in calls.Chunk(CallsPerMessage))
                watches.On(address).TellAsync(some).Ignore();
        }
    }
}
