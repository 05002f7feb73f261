using System.Text;
using Cluster.Benchmarks.Measuring;

namespace Cluster.Benchmarks.WordCount;

/// <summary>The loop that a C# programmer writes: one thread, strings, a dictionary.</summary>
internal sealed class LoopContender(string input) : IContender
{
    private static readonly char[] Spaces = [' ', '\t', '\v', '\f', '\r', '\n'];

    public string Name => "C# loop (StreamReader, Split, Dictionary)";

    public Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, long>();
        long total = 0;
        using (var reader = new StreamReader(input))
        {
            while (reader.ReadLine() is { } line)
            {
                foreach (var word in line.Split(Spaces, StringSplitOptions.RemoveEmptyEntries))
                {
                    counts[word] = counts.GetValueOrDefault(word) + 1;
                    total++;
                }
            }
        }

        var output = input + ".loop.tsv";
        using (var writer = new StreamWriter(output, append: false, new UTF8Encoding(false)))
        {
            // By the bytes of UTF-8, as the others do: an ordinal comparison of strings differs from it beyond U+FFFF.
            foreach (var (word, count) in counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, Utf8Order.Instance))
            {
                writer.Write($"{word}\t{count}\n");
            }
        }

        return Task.FromResult(WordCountResult.Of(output, total, counts.Count));
    }
}
