using System.CommandLine;
using Cluster.Data;
using Cluster.Silo.Data.Pairs;

namespace Cluster.Benchmarks.WordCount;

/// <summary>Scanning and folding alone: one thread, text in memory, no silo. In processor time, so that other work on the machine counts less.</summary>
internal static class CoreCommand
{
    private const int ChunkBytes = 256 * 1024;
    private static readonly KeyTablePool Tables = new();

    public static Command Create()
    {
        var runs = new Option<int>("--runs") { Description = "Measured runs of each definition of a word.", DefaultValueFactory = _ => 9 };
        var command = new Command("core", "Scanning and folding of the bundled texts, one thread, for each definition of a word.") { runs };
        command.SetAction(arguments => Run(arguments.GetValue(runs)));
        return command;
    }

    private static void Run(int runs)
    {
        var text = Corpus.Texts();
        foreach (var words in Enum.GetValues<WordDefinition>())
        {
            foreach (var foldCase in new[] { false, true })
            {
                var settings = new Dictionary<string, string> { ["words"] = words.ToString(), ["foldCase"] = foldCase ? "true" : "false" };
                var rates = Enumerable.Range(0, runs + 2).Select(_ => Count(text, settings)).Skip(2).Order().ToList();
                Console.WriteLine($"{words}{(foldCase ? ", folded" : "")}: median {rates[runs / 2]:F0} MB, best {rates[^1]:F0} MB a second of processor time");
            }
        }
    }

    private static double Count(byte[] text, Dictionary<string, string> settings)
    {
        var mapper = new WordCountMapper();
        mapper.Configure(settings);
        var table = Tables.Rent();
        var combiner = new Combiner(table, new WordCountReducer(), long.MaxValue, _ => { });
        var before = Environment.CpuUsage.TotalTime;
        for (var at = 0; at < text.Length;)
        {
            var chunk = text.AsSpan(at, Math.Min(ChunkBytes, text.Length - at));
            var whole = chunk.LastIndexOf((byte)'\n') + 1;
            chunk = whole > 0 ? chunk[..whole] : chunk;
            mapper.Map(chunk, combiner);
            at += chunk.Length;
        }

        var seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        Tables.Return(table, table.Count);
        return text.Length / 1e6 / seconds;
    }
}
