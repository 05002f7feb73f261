using System.Security.Cryptography;

namespace Cluster.Benchmarks.WordCount;

/// <summary>What a word count came to, for comparison.</summary>
internal static class WordCountResult
{
    public static string Of(string output, long total, long distinct)
    {
        using var stream = File.OpenRead(output);
        return $"{total} words, {distinct} distinct, file {Convert.ToHexStringLower(SHA256.HashData(stream))[..16]}";
    }
}
