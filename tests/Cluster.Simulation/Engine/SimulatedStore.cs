namespace Cluster.Simulation.Engine;

/// <summary>
/// Storage that outlives every node: records under keys, each with an ETag that a write must name.
/// Answers come later, not in order, and may be failures; a failed write may have taken effect all the same, as with a real database.
/// </summary>
internal sealed class SimulatedStore(World world)
{
    private readonly Dictionary<string, (object? Value, long ETag)> _records = [];
    private long _eTag;

    public StoreFaults Faults { get; set; } = new();

    /// <summary>What a record holds at this moment, for checks of a world that has come to rest.</summary>
    public object? Peek(string key) => _records.GetValueOrDefault(key).Value;

    /// <summary>The ETag that a record has at this moment; 0 when it is absent.</summary>
    public long ETag(string key) => _records.GetValueOrDefault(key).ETag;

    /// <summary>Reads as of some instant between the call and the answer. An absent record has ETag 0.</summary>
    public void Read(SimulatedNode caller, string key, Action<object?, long> found, Action failed) =>
        Perform(caller, () =>
        {
            var (value, eTag) = _records.GetValueOrDefault(key);
            return () => found(value, eTag);
        }, failed, mayLoseAnswer: false);

    /// <summary>Writes if the record's ETag is still <paramref name="eTag"/>; otherwise answers <paramref name="conflict"/>.</summary>
    public void Write(SimulatedNode caller, string key, object? value, long eTag, Action<long> written, Action conflict, Action failed) =>
        Perform(caller, () =>
        {
            if (_records.GetValueOrDefault(key).ETag != eTag)
                return conflict;
            var next = ++_eTag;
            _records[key] = (value, next);
            return () => written(next);
        }, failed, mayLoseAnswer: true);

    private void Perform(SimulatedNode caller, Func<Action> perform, Action failed, bool mayLoseAnswer)
    {
        var life = caller.Life;
        world.Schedule(Delay(), () =>
        {
            // The request left the caller's machine before it crashed, if it did: it takes effect either way.
            var answer = world.Random.Chance(Faults.Failures) ? failed : perform();
            if (mayLoseAnswer && world.Random.Chance(Faults.LostAnswers))
                answer = failed;
            world.Schedule(Delay(), () => caller.RunInLife(life, answer));
        });
    }

    private TimeSpan Delay() => world.Random.Between(Faults.MinDelay / 2, Faults.MaxDelay / 2);
}
