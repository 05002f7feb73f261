using System.Diagnostics;

namespace Cluster.Benchmarks.Measuring;

/// <summary>
/// Runs contenders in turns, so that whatever else the machine does falls on all of them alike, after one run each that is not measured. Refuses
/// to compare contenders that come to different results.
/// </summary>
internal static class Comparison
{
    public static async Task<IReadOnlyList<Measurement>> RunAsync(
        IReadOnlyList<IContender> contenders, int runs, Action<string, int, double> measured, CancellationToken cancellationToken)
    {
        var seconds = contenders.ToDictionary(contender => contender, _ => new List<double>());
        string? expected = null;
        for (var run = 0; run <= runs; run++)
        {
            foreach (var contender in contenders)
            {
                GC.Collect();
                var started = Stopwatch.GetTimestamp();
                var result = await contender.RunAsync(cancellationToken);
                var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
                expected ??= result;
                if (result != expected)
                {
                    throw new InvalidOperationException($"{contender.Name} came to {result}, {contenders[0].Name} to {expected}.");
                }

                measured(contender.Name, run, elapsed);
                if (run > 0)
                {
                    seconds[contender].Add(elapsed);
                }
            }
        }

        return [.. contenders.Select(contender => new Measurement(contender.Name, seconds[contender]))];
    }
}
