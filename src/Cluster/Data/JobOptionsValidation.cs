namespace Cluster.Data;

/// <summary>Holds a job's options against their ranges, before they are sent.</summary>
internal static class JobOptionsValidation
{
    private const int LongestId = 64;
    private const int MostEntries = 10_000;
    private const long SmallestSplit = 64L << 10;
    private const long LargestSplit = 1L << 30;
    private const int MostPartitions = 1024;

    /// <exception cref="ArgumentException">The message names the option and what would be right.</exception>
    public static void ThrowIfInvalid(string jobId, JobOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(jobId);
        ArgumentNullException.ThrowIfNull(options);
        Check(
            jobId.Length <= LongestId && jobId.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'),
            nameof(jobId),
            $"The job's identity '{jobId}' must be 1 to {LongestId} letters, digits, '-', '_' or '.'.");
        Check(options.Paths is { Count: > 0 }, nameof(options.Paths), "At least one path must be given.");
        foreach (var path in options.Paths)
        {
            Check(IsAbsolute(path), nameof(options.Paths), $"The path '{path}' must be absolute, since silos have working directories of their own.");
        }

        if (options.Output is { } output)
        {
            Check(
                IsAbsolute(output) && Path.GetFileName(output).Length > 0, nameof(options.Output), $"The output '{output}' must be the absolute path of a file.");
        }

        Check(Enum.IsDefined(options.Format), nameof(options.Format), $"The format must be {string.Join(" or ", Enum.GetNames<OutputFormat>())}.");
        Check(options.Top is >= 0 and <= MostEntries, nameof(options.Top), $"Top is {options.Top}; it must be 0 to {MostEntries:N0}.");
        Check(
            options.SplitBytes is >= SmallestSplit and <= LargestSplit,
            nameof(options.SplitBytes),
            $"SplitBytes is {options.SplitBytes:N0}; it must be {SmallestSplit:N0} (64 KiB) to {LargestSplit:N0} (1 GiB).");
        Check(
            options.Partitions is null or (>= 1 and <= MostPartitions),
            nameof(options.Partitions),
            $"Partitions is {options.Partitions}; it must be 1 to {MostPartitions:N0}, or null for two a silo.");
        switch (options)
        {
            case WordCountOptions words:
                ThrowIfInvalid(words);
                break;
            case MapReduceOptions own:
                Check(!string.IsNullOrWhiteSpace(own.Mapper), nameof(own.Mapper), "Mapper must be the full name of a class.");
                Check(!string.IsNullOrWhiteSpace(own.Reducer), nameof(own.Reducer), "Reducer must be the full name of a class.");
                Check(own.Settings is not null, nameof(own.Settings), "Settings must not be null; leave them out for none.");
                break;
            default:
                throw new ArgumentException($"{options.GetType()} is no kind of job; use {nameof(WordCountOptions)} or {nameof(MapReduceOptions)}.", nameof(options));
        }
    }

    /// <summary>
    /// The same options with collections of types that every silo can read: a collection expression makes one of a type that only the
    /// caller's compiler knows.
    /// </summary>
    public static JobOptions Portable(JobOptions options) => options switch
    {
        WordCountOptions words => words with { Paths = words.Paths.ToArray(), StopWords = words.StopWords.ToArray() },
        MapReduceOptions own => own with
        {
            Paths = own.Paths.ToArray(),
            Settings = own.Settings.ToDictionary(StringComparer.Ordinal),
        },
        _ => options,
    };

    private static void ThrowIfInvalid(WordCountOptions words)
    {
        Check(
            Enum.IsDefined(words.Words), nameof(words.Words), $"Words must be one of {string.Join(", ", Enum.GetNames<WordDefinition>())}.");
        Check(words.StopWords is not null, nameof(words.StopWords), "StopWords must not be null; leave it out for none.");
        foreach (var word in words.StopWords!)
        {
            Check(
                !string.IsNullOrEmpty(word) && !word.Contains('\n', StringComparison.Ordinal),
                nameof(words.StopWords),
                $"The stop word '{word}' must not be empty and must not hold a line break.");
        }
    }

    private static bool IsAbsolute(string? path) => !string.IsNullOrEmpty(path) && Path.IsPathFullyQualified(path);

    private static void Check(bool isRight, string option, string message)
    {
        if (!isRight)
        {
            throw new ArgumentException(message, option);
        }
    }
}
