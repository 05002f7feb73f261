using System.CommandLine;
using Cluster.Data;

namespace Cluster.Cli.Jobs;

/// <summary>The arguments that every job takes, and what is made of them.</summary>
internal sealed class JobArguments
{
    private const long SmallestSplit = 64 << 10;
    private const long LargestSplit = 1 << 30;

    private readonly Argument<string[]> _paths = new("PATH")
    {
        Description = "Files, folders (read recursively) and quoted globs (*, ?, **). The silos read them: they must mean the same there.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<int> _top = new("--top")
    {
        Description = "How many of the greatest entries to show, 0 to 10000.",
        HelpName = "N",
        DefaultValueFactory = _ => 10,
        CustomParser = WholeNumber.InRange("--top", 0, 10_000),
    };

    private readonly Option<string?> _out = new("--out", "-o")
    {
        Description = "The result file; it appears whole or not at all.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _format = new("--format")
    {
        Description = "The result file's shape. Default: json for a name that ends in .json, else tsv.",
        HelpName = "tsv|json",
    };

    private readonly Option<string?> _split = new("--split-size")
    {
        Description = "The size aimed at for one map split, 64KiB to 1GiB. Default: 16MiB.",
        HelpName = "SIZE",
    };

    private readonly Option<int?> _partitions = new("--partitions")
    {
        Description = "How many reduce partitions, 1 to 1024. Default: two a silo.",
        HelpName = "N",
        CustomParser = WholeNumber.OptionalInRange("--partitions", 1, 1024),
    };

    public JobArguments()
    {
        _format.AcceptOnlyFromAmong("tsv", "json");
        _split.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && (!ByteSize.TryParse(text, out var bytes) || bytes is < SmallestSplit or > LargestSplit))
            {
                result.AddError($"--split-size {text} is not a size from 64KiB to 1GiB: write it as 16MiB, 64k or 1048576.");
            }
        });
    }

    public int Top(ParseResult arguments) => arguments.GetValue(_top);

    public void AddTo(Command command)
    {
        command.Add(_paths);
        command.Add(_top);
        command.Add(_out);
        command.Add(_format);
        command.Add(_split);
        command.Add(_partitions);
    }

    /// <summary>The options of a word count, without what a word is.</summary>
    /// <exception cref="CommandFailedException">A path names nothing (exit code 2).</exception>
    public WordCountOptions WordCount(CommandContext context) => new()
    {
        Paths = Paths(context),
        Output = Output(context),
        Format = Format(context),
        Top = Top(context.Arguments),
        SplitBytes = SplitBytes(context) ?? SplitDefault,
        Partitions = context.Arguments.GetValue(_partitions),
    };

    /// <summary>The options of a job of the user's own.</summary>
    /// <exception cref="CommandFailedException">A path names nothing (exit code 2).</exception>
    public MapReduceOptions MapReduce(CommandContext context, string mapper, string reducer) => new()
    {
        Mapper = mapper,
        Reducer = reducer,
        Paths = Paths(context),
        Output = Output(context),
        Format = Format(context),
        Top = Top(context.Arguments),
        SplitBytes = SplitBytes(context) ?? SplitDefault,
        Partitions = context.Arguments.GetValue(_partitions),
    };

    private static long SplitDefault { get; } = new WordCountOptions { Paths = [] }.SplitBytes;

    private IReadOnlyList<string> Paths(CommandContext context) =>
        InputPaths.Resolve(context.Arguments.GetRequiredValue(_paths), context.Terminal);

    private string? Output(CommandContext context) => InputPaths.ResolveOutput(context.Arguments.GetValue(_out), context.Terminal);

    private OutputFormat Format(CommandContext context) => context.Arguments.GetValue(_format) switch
    {
        "json" => OutputFormat.Json,
        "tsv" => OutputFormat.Tsv,
        _ => context.Arguments.GetValue(_out)?.EndsWith(".json", StringComparison.OrdinalIgnoreCase) == true ? OutputFormat.Json : OutputFormat.Tsv,
    };

    private long? SplitBytes(CommandContext context) =>
        context.Arguments.GetValue(_split) is { } text && ByteSize.TryParse(text, out var bytes) ? bytes : null;
}
