using System.CommandLine;
using System.Globalization;
using Cluster.Cli.Json;
using Cluster.Registers;
using Spectre.Console;

namespace Cluster.Cli.Registers;

/// <summary><c>cluster register advise</c>: the cheapest level that met a target, by what silos have observed.</summary>
internal sealed class RegisterAdviseCommand : CliCommand
{
    private const int MaxMilliseconds = 1_000_000_000;

    private readonly Option<int> _staleness = new("--staleness")
    {
        Description = "For how many milliseconds a read may miss an acknowledged write; 0 asks for reads that miss nothing.",
        HelpName = "MILLISECONDS",
        Required = true,
        CustomParser = WholeNumber.InRange("--staleness", 0, MaxMilliseconds),
    };

    private readonly Option<int?> _read = new("--read-latency")
    {
        Description = "How many milliseconds a read may take. Default: it does not matter.",
        HelpName = "MILLISECONDS",
        CustomParser = WholeNumber.OptionalInRange("--read-latency", 1, MaxMilliseconds),
    };

    private readonly Option<int?> _write = new("--write-latency")
    {
        Description = "How many milliseconds a write may take. Default: it does not matter.",
        HelpName = "MILLISECONDS",
        CustomParser = WholeNumber.OptionalInRange("--write-latency", 1, MaxMilliseconds),
    };

    private readonly Option<bool> _mayLose = new("--may-lose-writes") { Description = "An acknowledged write may be lost with the silo that took it." };

    public RegisterAdviseCommand() : base("advise", "Names the cheapest level that met a staleness and a latency target, by what silos have observed; ends with exit code 1 when none did.")
    {
        Add(_staleness);
        Add(_read);
        Add(_write);
        Add(_mayLose);
    }

    public override IReadOnlyList<string> Examples =>
        ["cluster register advise --staleness 200 --read-latency 2", "cluster register advise --staleness 0 --json | jq -r '.levels[] | select(.isMet).read'"];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var arguments = context.Arguments;
        var target = new ObservedTarget
        {
            MaxStaleness = TimeSpan.FromMilliseconds(arguments.GetValue(_staleness)),
            ReadLatency = Milliseconds(arguments.GetValue(_read)),
            WriteLatency = Milliseconds(arguments.GetValue(_write)),
            MustNotLoseWrites = !arguments.GetValue(_mayLose),
        };
        await using var connection = await context.ConnectAsync(cancellationToken);
        var advice = await connection.Client.Registers.AdviseAsync(target, cancellationToken);
        if (context.Json)
        {
            context.WriteDocument(RegisterAdviceDocument.From(advice), CliJson.Documents.RegisterAdviceDocument);
            return advice.IsMet ? ExitCode.Ok : ExitCode.Failed;
        }

        context.WriteLine(advice is { Read: { } read, Write: { } write } ? $"Read {RegisterText.Level(read.Kind)}, write {RegisterText.Level(write.Kind)}." : "No level met the target.");
        var table = PlainTable.Create("READ", "WRITE", "FRESH", "READS TOOK UP TO", "WRITES TOOK UP TO", "WHY");
        foreach (var level in advice.Levels)
        {
            table.AddRow(
                new Text(RegisterText.Level(level.Read)),
                new Text(RegisterText.Level(level.Write)),
                new Text(level.Fresh?.ToString("P2", CultureInfo.InvariantCulture) ?? "-"),
                new Text(RegisterText.Latency(level.ReadLatency)),
                new Text(RegisterText.Latency(level.WriteLatency)),
                new Text(level.Reason));
        }

        context.Terminal.OutputConsole().Write(table);
        return advice.IsMet ? ExitCode.Ok : ExitCode.Failed;
    }

    private static TimeSpan? Milliseconds(int? number) => number is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;
}
