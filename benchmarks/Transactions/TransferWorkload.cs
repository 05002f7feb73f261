using System.Diagnostics;
using Cluster.Benchmarks.Measuring;

namespace Cluster.Benchmarks.Transactions;

/// <summary>Callers that move money between accounts drawn at random, each as soon as its last transfer has committed, for a time.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Callers">How many at once.</param>
/// <param name="Accounts">How many accounts.</param>
/// <param name="Skew">The exponent of Zipf's law by which accounts are drawn; 0 for uniformly.</param>
internal sealed record TransferWorkload(string Title, int Callers, int Accounts, double Skew)
{
    private readonly double[] _shares = Shares(Accounts, Skew);

    public async Task<TransferRun> RunAsync(TransferContender contender, TimeSpan duration)
    {
        var (processors, start) = (ProcessorTime.OfFamily(), Stopwatch.GetTimestamp());
        var callers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(contender, caller, start, duration))));
        var all = callers.SelectMany(caller => caller.Ticks).ToArray();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var used = ProcessorTime.OfFamily() - processors;
        Array.Sort(all);
        return new TransferRun(
            all.Length / seconds, all, used?.TotalMicroseconds / Math.Max(1, all.Length), callers.Sum(caller => caller.Attempts - caller.Ticks.Count) / (double)Math.Max(1, all.Length));
    }

    private async Task<(List<long> Ticks, long Attempts)> CallAsync(TransferContender contender, int caller, long start, TimeSpan duration)
    {
        var (random, ticks, attempts) = (new Random(caller), new List<long>(), 0L);
        for (var began = start; Stopwatch.GetElapsedTime(start, began) < duration;)
        {
            var (from, to) = (Draw(random), Draw(random));
            if (from == to)
            {
                continue;
            }

            attempts += await contender.Transfer(from, to);
            var ended = Stopwatch.GetTimestamp();
            ticks.Add(ended - began);
            began = ended;
        }

        return (ticks, attempts);
    }

    private int Draw(Random random)
    {
        if (Skew == 0)
        {
            return random.Next(Accounts);
        }

        var found = Array.BinarySearch(_shares, random.NextDouble());
        return Math.Min(found < 0 ? ~found : found + 1, Accounts - 1);
    }

    private static double[] Shares(int accounts, double skew)
    {
        var weights = Enumerable.Range(1, accounts).Select(rank => Math.Pow(rank, -skew)).ToArray();
        var (total, sum) = (weights.Sum(), 0.0);
        return [.. weights.Select(weight => (sum += weight) / total)];
    }
}
