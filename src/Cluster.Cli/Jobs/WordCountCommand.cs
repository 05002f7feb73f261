using System.CommandLine;
using Cluster.Data;

namespace Cluster.Cli.Jobs;

/// <summary><c>cluster wordcount PATH...</c>: counts the words of texts on all silos.</summary>
internal sealed class WordCountCommand : CliCommand
{
    private readonly JobArguments _job = new();
    private readonly Option<string> _words = new("--words")
    {
        Description = "What a word is: a run without ASCII white space, a run without Unicode white space, or what stands between single spaces.",
        HelpName = "ascii|unicode|space",
        DefaultValueFactory = _ => "ascii",
    };

    private readonly Option<bool> _foldCase = new("--fold-case") { Description = "Count words in lower case." };
    private readonly Option<string[]> _stopWords = new("--stop-words")
    {
        Description = "Words to leave out: a file with one word a line, or a language such as en. May be given more than once.",
        HelpName = "FILE|LANGUAGE",
        DefaultValueFactory = _ => [],
    };

    private readonly JobRun _run = new();

    public WordCountCommand() : base("wordcount", "Counts the words of text files on all silos.")
    {
        _words.AcceptOnlyFromAmong("ascii", "unicode", "space");
        _stopWords.CompletionSources.Add(_ => StopWords.LanguageNames());
        _job.AddTo(this);
        Add(_words);
        Add(_foldCase);
        Add(_stopWords);
        _run.AddTo(this);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "cluster wordcount book.txt",
        "cluster wordcount texts/ --fold-case --stop-words en --top 20",
        "cluster wordcount 'logs/**/*.log' --out counts.tsv",
        "cluster wordcount book.txt --json | jq -r .result.sha256",
    ];

    public override TimeSpan? TerminationTimeout => JobRun.TerminationTimeout;

    public override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var options = _job.WordCount(context) with
        {
            Words = Enum.Parse<WordDefinition>(context.Arguments.GetRequiredValue(_words), ignoreCase: true),
            FoldCase = context.Arguments.GetValue(_foldCase),
            StopWords = StopWords.Read(context.Arguments.GetRequiredValue(_stopWords), context.Terminal),
        };
        return _run.RunAsync(context, options, cancellationToken);
    }
}
