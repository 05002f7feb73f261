using System.Diagnostics;
using Cluster.Benchmarks.Measuring;

namespace Cluster.Benchmarks.Registers;

/// <summary>Callers that call again as soon as they are answered, for a time.</summary>
internal sealed record RegisterWorkload(string Title, int Callers, IReadOnlyList<RegisterContender> Contenders)
{
    public const int Names = 1000;

    public static IReadOnlyList<string> AllNames { get; } = [.. Enumerable.Range(0, Names).Select(name => $"bench/{name}")];

    /// <summary>Calls once for each name, so that none is absent later.</summary>
    public static async Task TouchAllAsync(RegisterContender contender)
    {
        foreach (var name in AllNames)
        {
            await contender.Call(0, name);
        }
    }

    public async Task<RegisterRun> RunAsync(RegisterContender contender, TimeSpan duration)
    {
        var (processors, start) = (ProcessorTime.OfFamily(), Stopwatch.GetTimestamp());
        var latencies = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(contender, caller, start, duration))));
        var all = latencies.SelectMany(caller => caller).ToArray();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var used = ProcessorTime.OfFamily() - processors;
        Array.Sort(all);
        return new RegisterRun(all.Length / seconds, used?.TotalMicroseconds / all.Length, all);
    }

    private static async Task<List<long>> CallAsync(RegisterContender contender, int caller, long start, TimeSpan duration)
    {
        var random = new Random(caller);
        var latencies = new List<long>();
        for (var began = start; Stopwatch.GetElapsedTime(start, began) < duration;)
        {
            await contender.Call(caller, AllNames[random.Next(Names)]);
            var ended = Stopwatch.GetTimestamp();
            latencies.Add(ended - began);
            began = ended;
        }

        return latencies;
    }
}
