using Cluster.Cli.Json;

namespace Cluster.Cli.Registers;

/// <summary><c>cluster register get NAME</c>: prints a register's value.</summary>
internal sealed class RegisterGetCommand : CliCommand
{
    private readonly RegisterNameArgument _name = new();
    private readonly DurabilityOption _durability = new();
    private readonly LevelOption _level = new();

    public RegisterGetCommand() : base("get", "Prints the value of a register; ends with exit code 1 when it is absent.")
    {
        Add(_name);
        Add(_level);
        Add(_durability);
    }

    public override IReadOnlyList<string> Examples => ["cluster register get orders/limit", "cluster register get orders/limit --level eventual --json | jq -r .version", "cluster register get cart --level session:TOKEN"];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var name = context.Arguments.GetRequiredValue(_name);
        var level = context.Arguments.GetRequiredValue(_level);
        await using var connection = await context.ConnectAsync(cancellationToken);
        var read = await connection.Client.Registers.Get<string>(name, context.Arguments.GetValue(_durability)).ReadAsync(level.Level, cancellationToken);
        if (context.Json)
        {
            context.WriteDocument(RegisterDocument.From(name, read, level.Session), CliJson.Documents.RegisterDocument);
            return ExitCode.Ok;
        }

        if (!read.Exists)
        {
            throw new CommandFailedException(ExitCode.Failed, $"Register {RegisterNameArgument.Display(name)} is absent.");
        }

        context.WriteLine(read.Value ?? "");
        context.WriteNote($"version {read.Version}, from {read.Replica}");
        if (level.Session is { } session)
        {
            context.WriteNote($"session {session}");
        }

        return ExitCode.Ok;
    }
}
