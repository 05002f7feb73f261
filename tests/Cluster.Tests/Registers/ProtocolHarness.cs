using Cluster.Silo.Registers.Protocol;

namespace Cluster.Tests.Registers;

/// <summary>Three replicas and proposers in one thread: messages are delivered when the test says so, round by round.</summary>
internal sealed class ProtocolHarness
{
    private readonly Dictionary<string, RegisterReplica> _replicas = [];
    private readonly List<RegisterProposer> _proposers = [];

    public ProtocolHarness(int replicas = 3)
    {
        ReplicaMember[] members = [.. Enumerable.Range(1, replicas).Select(index => new ReplicaMember($"silo-{index}", (ulong)index))];
        Configuration = ReplicaConfiguration.First(members).Activate();
        foreach (var member in members)
        {
            var replica = new RegisterReplica(member.Incarnation, []);
            replica.Install(replica.Join(member.Name, Configuration).Response!);
            _replicas.Add(member.Name, replica);
        }
    }

    public ReplicaConfiguration Configuration { get; private set; }

    /// <summary>Replicas to and from which nothing comes through.</summary>
    public HashSet<string> Cut { get; } = [];

    public RegisterReplica this[string replica] => _replicas[replica];

    public RegisterProposer AddProposer(string register = "r", Func<string, int>? rank = null)
    {
        var proposer = new RegisterProposer(register, _proposers.Count + 1, Configuration) { Rank = rank };
        _proposers.Add(proposer);
        return proposer;
    }

    /// <summary>As after the loss of a majority: silo-1 alone still has something, and all begin with nothing.</summary>
    public void BeginAnew()
    {
        var members = _replicas.Keys.Select((name, index) => new ReplicaMember(name, index == 0 ? _replicas[name].Incarnation : (ulong)(100 + index))).ToArray();
        Configuration = Configuration.BeginAnew(members);
        foreach (var member in members)
        {
            if (_replicas[member.Name].Incarnation != member.Incarnation)
                _replicas[member.Name] = new RegisterReplica(member.Incarnation, []);
            _replicas[member.Name].Install(_replicas[member.Name].Join(member.Name, Configuration).Response!);
        }

        Configuration = Configuration.Activate();
    }

    /// <summary>Delivers what was sent so far and the answers to it, and returns whether there was anything but commits.</summary>
    public bool RunRound()
    {
        var calls = _proposers.SelectMany(proposer => proposer.TakeCalls().Select(call => (proposer, call))).ToArray();
        var answers = calls
            .Where(sent => !Cut.Contains(sent.call.Replica))
            .Select(sent => (sent.proposer, sent.call, _replicas[sent.call.Replica].Handle(sent.call.Request).Response))
            .ToArray();
        foreach (var (proposer, call, response) in answers)
            proposer.Receive(call.Replica, call.Attempt, response);
        return calls.Any(sent => sent.call.Request is not CommitRequest);
    }

    /// <summary>How many round trips the operation took.</summary>
    public int RunUntilDone(RegisterOperation operation)
    {
        for (var rounds = 0; rounds < 50; rounds++)
        {
            if (operation.Outcome != RegisterOutcome.Pending)
                return rounds;
            if (!RunRound())
                _proposers.ForEach(proposer => proposer.Resend());
        }

        throw new InvalidOperationException("The operation is not done after 50 rounds.");
    }
}
