using System.Collections.Concurrent;

namespace Cluster.Tests.Sagas;

/// <summary>What the steps of a test's saga do, and what they did. The silos run in the test's process, so it can be told and asked directly.</summary>
internal sealed class Script
{
    private static readonly ConcurrentDictionary<string, Script> All = new(StringComparer.Ordinal);

    private readonly ConcurrentQueue<string> _events = new();
    private readonly ConcurrentDictionary<string, Func<int, CancellationToken, Task>> _acts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Events => [.. _events];

    public static Script Of(string name) => All.GetOrAdd(name, static _ => new Script());

    /// <summary>Says what an act does; it is given its number, from 1.</summary>
    public Script On(string act, Func<int, CancellationToken, Task> body)
    {
        _acts[act] = body;
        return this;
    }

    public Script On(string act, Action<int> body) => On(act, (number, _) =>
    {
        body(number);
        return Task.CompletedTask;
    });

    public async Task PlayAsync(string act, CancellationToken cancellationToken)
    {
        var number = _counts.AddOrUpdate(act, 1, static (_, count) => count + 1);
        _events.Enqueue(act);
        if (_acts.TryGetValue(act, out var body))
            await body(number, cancellationToken);
    }

    public int Count(string act) => _counts.GetValueOrDefault(act);
}
