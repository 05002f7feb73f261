using System.CommandLine;
using System.Globalization;
using Cluster.Cli.Json;
using Cluster.Registers;
using Spectre.Console;

namespace Cluster.Cli.Registers;

/// <summary><c>cluster register list</c>: the registers that exist.</summary>
internal sealed class RegisterListCommand : CliCommand
{
    private readonly Option<string> _prefix = new("--prefix")
    {
        Description = "Only those whose names begin so.",
        HelpName = "TEXT",
        DefaultValueFactory = _ => "",
    };

    private readonly Option<int> _limit = new("--limit")
    {
        Description = "How many, 1 to 100000. Default: 1000.",
        HelpName = "N",
        DefaultValueFactory = _ => 1000,
        CustomParser = WholeNumber.InRange("--limit", 1, 100_000),
    };

    public RegisterListCommand() : base("list", "Lists the registers that exist, in order of names, with the silos that hold them.")
    {
        Add(_prefix);
        Add(_limit);
    }

    public override IReadOnlyList<string> Examples =>
        ["cluster register list --prefix orders/", "cluster register list --json | jq -r '.[] | select(.agrees | not).name'"];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var limit = context.Arguments.GetValue(_limit);
        await using var connection = await context.ConnectAsync(cancellationToken);
        var registers = await connection.Client.Registers.ListAsync(context.Arguments.GetValue(_prefix) ?? "", limit, cancellationToken);
        if (context.Json)
        {
            context.WriteDocument([.. registers.Select(RegisterStatusDocument.From)], CliJson.Documents.IReadOnlyListRegisterStatusDocument);
        }
        else if (registers.Count == 0)
        {
            context.WriteLine("There is no such register.");
        }
        else
        {
            context.Terminal.OutputConsole().Write(Table(registers));
        }

        if (registers.Count == limit)
        {
            context.WriteNote($"There may be more than these {limit}: see --limit and --prefix.");
        }

        return ExitCode.Ok;
    }

    private static Table Table(IReadOnlyList<RegisterStatus> registers)
    {
        var table = PlainTable.Create("NAME", "TYPE", "VERSION", "SILOS", "HOME", "REPLICAS", "BYTES");
        foreach (var register in registers)
        {
            table.AddRow(
                new Text(RegisterNameArgument.Display(register.Name)),
                new Text(RegisterText.Type(register.Type)),
                new Text(RegisterText.Version(register.Version)),
                new Text(string.Join(' ', register.Replicas.Select(replica => replica.Silo))),
                new Text(register.Home),
                new Text(RegisterText.Agreement(register)),
                new Text(register.Replicas.Max(replica => replica.Bytes).ToString(CultureInfo.InvariantCulture)));
        }

        return table;
    }
}
