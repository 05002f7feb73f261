using System.Collections.Concurrent;
using System.Globalization;

namespace Cluster.Simulation.Engine;

/// <summary>
/// Runs a scenario over many seeds, several at a time, and says which seed failed.
/// <c>CLUSTER_SIMULATION_SEEDS</c> sets how many seeds are run instead of a test's own, small number, and
/// <c>CLUSTER_SIMULATION_FIRST</c> the first of them, so that many can be run in pieces;
/// <c>CLUSTER_SIMULATION_SEED</c> runs that one alone and prints what happened, event by event.
/// </summary>
internal static class Seeds
{
    public const string CountVariable = "CLUSTER_SIMULATION_SEEDS";
    public const string FirstVariable = "CLUSTER_SIMULATION_FIRST";
    public const string SeedVariable = "CLUSTER_SIMULATION_SEED";
    private const int TraceLinesShown = 120;

    /// <summary>
    /// The seeds this run is to use: <paramref name="usual"/> of them from 1 on, unless the environment says otherwise. A scenario that takes long and has little to find takes one in
    /// <paramref name="oneIn"/> of those that the environment asks for.
    /// </summary>
    public static ulong[] Chosen(int usual, int oneIn = 1)
    {
        if (Environment.GetEnvironmentVariable(SeedVariable) is { Length: > 0 } one)
            return [ulong.Parse(one, CultureInfo.InvariantCulture)];
        var count = Environment.GetEnvironmentVariable(CountVariable) is { Length: > 0 } many
            ? Math.Max(1, int.Parse(many, CultureInfo.InvariantCulture) / oneIn)
            : usual;
        var first = Environment.GetEnvironmentVariable(FirstVariable) is { Length: > 0 } number ? int.Parse(number, CultureInfo.InvariantCulture) : 1;
        return [.. Enumerable.Range(first, count).Select(seed => (ulong)seed)];
    }

    /// <summary>
    /// Runs the scenario once per seed. On the first failure the seed is run again with a trace, and the exception tells
    /// the seed, how to run it alone, what broke and the last events before it.
    /// </summary>
    public static SeedSummary Run(int usual, Func<World, SeedSummary> scenario, int oneIn = 1)
    {
        var seeds = Chosen(usual, oneIn);
        var total = new SeedSummary();
        var failed = new ConcurrentBag<ulong>();
        var gate = new Lock();
        Parallel.ForEach(
            Partitioner.Create(seeds, loadBalance: true),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            (seed, state) =>
            {
                try
                {
                    var summary = scenario(new World(seed));
                    lock (gate)
                        total = total.Add(summary);
                }
                catch (SimulationFailedException)
                {
                    failed.Add(seed);
                    state.Stop();
                }
            });

        if (!failed.IsEmpty)
            Explain(failed.Min(), scenario);
        return total;
    }

    /// <summary>
    /// One of the seeds from 1 to <paramref name="limit"/> under which the scenario fails as wanted, with the failure, or null if there is none. They are tried in order from <paramref name="near"/> on,
    /// where the failure was found before, and after the last from the first: as long as the protocol stays as it was, nothing has to be searched.
    /// </summary>
    public static (ulong Seed, SimulationFailedException Failure)? FindFailure(
        int limit, Func<World, SeedSummary> scenario, Func<SimulationFailedException, bool> wanted, int near = 1)
    {
        for (var tried = 0; tried < limit; tried++)
        {
            var seed = (ulong)((near - 1 + tried) % limit) + 1;
            try
            {
                scenario(new World(seed));
            }
            catch (SimulationFailedException failure) when (wanted(failure))
            {
                return (seed, failure);
            }
            catch (SimulationFailedException)
            {
                // found as well, but by another symptom
            }
        }

        return null;
    }

    private static void Explain(ulong seed, Func<World, SeedSummary> scenario)
    {
        var world = new World(seed, trace: true);
        try
        {
            scenario(world);
        }
        catch (SimulationFailedException failure)
        {
            var shown = Environment.GetEnvironmentVariable(SeedVariable) is { Length: > 0 }
                ? world.TraceLines
                : world.TraceLines.TakeLast(TraceLinesShown);
            throw new SimulationFailedException(
                $"Seed {seed}: {failure.Message}{Environment.NewLine}Run it alone with {SeedVariable}={seed}."
                + $"{Environment.NewLine}{string.Join(Environment.NewLine, shown)}",
                failure);
        }

        throw new SimulationFailedException($"Seed {seed} failed once and then passed: the scenario is not deterministic.");
    }
}
