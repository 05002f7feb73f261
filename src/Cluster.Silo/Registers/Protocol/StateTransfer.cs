namespace Cluster.Silo.Registers.Protocol;

/// <summary>
/// Collects the registers of a quorum of the last active configuration. Every decided value is known to one of them at least, so the merged
/// state contains all that was acknowledged.
/// </summary>
internal sealed class StateTransfer
{
    private const int PageLimit = 256;
    private readonly Dictionary<string, Source> _sources;

    public StateTransfer(ReplicaConfiguration configuration)
    {
        Configuration = configuration;
        _sources = configuration.Sources.ToDictionary(member => member.Name, _ => new Source(), StringComparer.Ordinal);
    }

    public ReplicaConfiguration Configuration { get; }

    public bool IsComplete => Configuration.SourceEpoch == 0
        || _sources.Values.Count(source => source.Complete) >= ReplicaConfiguration.QuorumOf(_sources.Count);

    /// <summary>What to ask of whom next; asking again is harmless.</summary>
    public IEnumerable<(string Source, FetchRequest Request)> Outstanding => IsComplete
        ? []
        : _sources.Where(source => !source.Value.Complete).Select(source => (source.Key, RequestFor(source.Value)));

    /// <summary>The state of each register as the complete sources know it together.</summary>
    public IEnumerable<KeyValuePair<string, RegisterState>> Merged => _sources.Values
        .Where(source => source.Complete)
        .SelectMany(source => source.Registers)
        .GroupBy(register => register.Key, register => register.Value, StringComparer.Ordinal)
        .Select(register => KeyValuePair.Create(register.Key, RegisterState.Merge(register)));

    /// <summary>Takes the answer to a request; false if it was refused, or answered before.</summary>
    public bool TryAdd(string name, FetchRequest request, FetchResponse response)
    {
        if (response.Answer != FetchAnswer.Page
            || !_sources.TryGetValue(name, out var source)
            || source.Complete
            || request != RequestFor(source))
        {
            return false;
        }

        source.Registers.AddRange(response.Registers);
        source.Complete = response.IsLast;
        return true;
    }

    private FetchRequest RequestFor(Source source) =>
        new(Configuration.Epoch, Configuration.SourceEpoch, source.Registers.Count == 0 ? null : source.Registers[^1].Key, PageLimit);

    private sealed class Source
    {
        public List<KeyValuePair<string, RegisterState>> Registers { get; } = [];

        public bool Complete { get; set; }
    }
}
