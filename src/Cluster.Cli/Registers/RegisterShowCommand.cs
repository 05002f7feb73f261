using System.CommandLine;
using System.Globalization;
using Cluster.Cli.Json;
using Cluster.Registers;
using Spectre.Console;

namespace Cluster.Cli.Registers;

/// <summary><c>cluster register show NAME</c>: where a register's replicas are and how they stand.</summary>
internal sealed class RegisterShowCommand : CliCommand
{
    private readonly RegisterNameArgument _name = new();

    private readonly Option<RegisterType> _type = new("--type")
    {
        Description = "Which of the registers of this name: value, counter, growOnlyCounter, set, map, multiValue or replicated (a value in memory). Default: value.",
        HelpName = "TYPE",
        DefaultValueFactory = _ => RegisterType.Value,
    };

    public RegisterShowCommand() : base("show", "Shows where a register's replicas are and how they stand; ends with exit code 1 when no replica has heard of it.")
    {
        Add(_name);
        Add(_type);
    }

    public override IReadOnlyList<string> Examples => ["cluster register show orders/limit", "cluster register show visits --type counter --json | jq .agrees"];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var name = context.Arguments.GetRequiredValue(_name);
        var type = context.Arguments.GetValue(_type);
        await using var connection = await context.ConnectAsync(cancellationToken);
        var status = await connection.Client.Registers.DescribeAsync(name, type, cancellationToken)
            ?? throw new CommandFailedException(ExitCode.Failed, $"No replica has heard of a register {RegisterNameArgument.Display(name)} of type {RegisterText.Type(type)}.");
        if (context.Json)
        {
            context.WriteDocument(RegisterStatusDocument.From(status), CliJson.Documents.RegisterStatusDocument);
            return ExitCode.Ok;
        }

        context.WriteLine(
            $"Register {RegisterNameArgument.Display(name)} ({RegisterText.Type(type)}){(status.Exists ? "" : ", absent")}: shard {status.Shard}, epoch {status.Epoch}, home {status.Home}");
        var table = PlainTable.Create("SILO", "STATE", "VERSION", "STRONG VERSION", "HELD FOR", "BEHIND FOR", "AGREED WITH A MAJORITY", "BYTES");
        foreach (var replica in status.Replicas)
        {
            table.AddRow(
                new Text(replica.Silo),
                new Text(RegisterText.Standing(replica)),
                new Text(RegisterText.Version(replica.Version)),
                new Text(RegisterText.Version(replica.StrongVersion)),
                new Text(replica.Since is { } since ? Duration.Format(since) : "-"),
                new Text(replica is { IsBehind: true, BehindFor: { } by } ? Duration.Format(by) : "-"),
                new Text(replica.Staleness is { } staleness ? $"{Duration.Format(staleness)} ago" : "-"),
                new Text(replica.Bytes.ToString(CultureInfo.InvariantCulture)));
        }

        context.Terminal.OutputConsole().Write(table);
        return ExitCode.Ok;
    }
}
