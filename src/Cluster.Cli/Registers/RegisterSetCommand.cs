using System.CommandLine;
using Cluster.Cli.Json;

namespace Cluster.Cli.Registers;

/// <summary><c>cluster register set NAME VALUE</c>: writes a register.</summary>
internal sealed class RegisterSetCommand : CliCommand
{
    private readonly RegisterNameArgument _name = new();
    private readonly DurabilityOption _durability = new();
    private readonly Argument<string> _value = new("VALUE") { Description = "The text to write." };
    private readonly LevelOption _level = new();

    private readonly Option<int?> _ttl = new("--ttl")
    {
        Description = "How many seconds the value lasts. Default: for ever.",
        HelpName = "SECONDS",
        CustomParser = WholeNumber.OptionalInRange("--ttl", 1, 1_000_000_000),
    };

    public RegisterSetCommand() : base("set", "Writes a text over whatever a register holds.")
    {
        Add(_name);
        Add(_value);
        Add(_level);
        Add(_durability);
        Add(_ttl);
    }

    public override IReadOnlyList<string> Examples => ["cluster register set orders/limit 100", "cluster register set news 'back at noon' --ttl 3600"];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var name = context.Arguments.GetRequiredValue(_name);
        var ttl = context.Arguments.GetValue(_ttl) is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        var level = context.Arguments.GetRequiredValue(_level);
        await using var connection = await context.ConnectAsync(cancellationToken);
        var written = await connection.Client.Registers.Get<string>(name, context.Arguments.GetValue(_durability))
            .WriteAsync(context.Arguments.GetRequiredValue(_value), level.Level, ttl, cancellationToken);
        if (context.Json)
        {
            context.WriteDocument(RegisterWriteDocument.From(name, written, level.Session), CliJson.Documents.RegisterWriteDocument);
        }
        else
        {
            context.WriteLine($"Wrote {RegisterNameArgument.Display(name)}: version {written.Version}.");
            if (level.Session is { } session)
            {
                context.WriteNote($"session {session}");
            }
        }

        return ExitCode.Ok;
    }
}
