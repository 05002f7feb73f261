using System.Diagnostics;

namespace Cluster.Benchmarks.Registers;

/// <summary>Callers that call again as soon as they are answered, for a time.</summary>
internal sealed record RegisterWorkload(string Title, int Callers, Func<IRegisterContender, string, Task> Call)
{
    public const int Names = 1000;

    public async Task<RegisterRun> RunAsync(IRegisterContender contender, TimeSpan duration)
    {
        var start = Stopwatch.GetTimestamp();
        var latencies = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(contender, caller, start, duration))));
        var all = latencies.SelectMany(caller => caller).ToArray();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Array.Sort(all);
        return new RegisterRun(all.Length / seconds, all);
    }

    private async Task<List<long>> CallAsync(IRegisterContender contender, int caller, long start, TimeSpan duration)
    {
        var random = new Random(caller);
        var latencies = new List<long>();
        while (Stopwatch.GetElapsedTime(start) < duration)
        {
            var began = Stopwatch.GetTimestamp();
            await Call(contender, $"bench/{random.Next(Names)}");
            latencies.Add(Stopwatch.GetTimestamp() - began);
        }

        return latencies;
    }
}
