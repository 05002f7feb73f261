using Cluster.Cli.Json;

namespace Cluster.Cli.Registers;

/// <summary><c>cluster register delete NAME</c>: makes a register absent.</summary>
internal sealed class RegisterDeleteCommand : CliCommand
{
    private readonly RegisterNameArgument _name = new();
    private readonly DurabilityOption _durability = new();
    private readonly LevelOption _level = new();

    public RegisterDeleteCommand() : base("delete", "Makes a register absent.")
    {
        Add(_name);
        Add(_level);
        Add(_durability);
    }

    public override IReadOnlyList<string> Examples => ["cluster register delete orders/limit"];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var name = context.Arguments.GetRequiredValue(_name);
        var level = context.Arguments.GetRequiredValue(_level);
        await using var connection = await context.ConnectAsync(cancellationToken);
        var deleted = await connection.Client.Registers.Get<string>(name, context.Arguments.GetValue(_durability)).DeleteAsync(level.Level, cancellationToken);
        if (context.Json)
        {
            context.WriteDocument(RegisterWriteDocument.From(name, deleted, level.Session), CliJson.Documents.RegisterWriteDocument);
        }
        else
        {
            context.WriteLine($"Deleted {RegisterNameArgument.Display(name)}: absent at version {deleted.Version}.");
            if (level.Session is { } session)
            {
                context.WriteNote($"session {session}");
            }
        }

        return ExitCode.Ok;
    }
}
