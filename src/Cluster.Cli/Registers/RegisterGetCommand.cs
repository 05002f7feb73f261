using Cluster.Cli.Json;

namespace Cluster.Cli.Registers;

/// <summary><c>cluster register get NAME</c>: prints a register's value.</summary>
internal sealed class RegisterGetCommand : CliCommand
{
    private readonly RegisterNameArgument _name = new();
    private readonly LevelOption _level = new();

    public RegisterGetCommand() : base("get", "Prints the value of a register; ends with exit code 1 when it is absent.")
    {
        Add(_name);
        Add(_level);
    }

    public override IReadOnlyList<string> Examples => ["cluster register get orders/limit", "cluster register get orders/limit --level eventual --json | jq -r .version"];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var name = context.Arguments.GetRequiredValue(_name);
        await using var connection = await context.ConnectAsync(cancellationToken);
        var read = await connection.Client.Registers.Get<string>(name).ReadAsync(context.Arguments.GetRequiredValue(_level), cancellationToken);
        if (context.Json)
        {
            context.WriteDocument(RegisterDocument.From(name, read), CliJson.Documents.RegisterDocument);
            return ExitCode.Ok;
        }

        if (!read.Exists)
        {
            throw new CommandFailedException(ExitCode.Failed, $"Register {RegisterNameArgument.Display(name)} is absent.");
        }

        context.WriteLine(read.Value ?? "");
        context.WriteNote($"version {read.Version}, from {read.Replica}");
        return ExitCode.Ok;
    }
}
