using Cluster.Cli.Json;

namespace Cluster.Cli.Registers;

/// <summary><c>cluster register watch NAME</c>: prints a register's value, and again whenever it changes.</summary>
internal sealed class RegisterWatchCommand : CliCommand
{
    private readonly RegisterNameArgument _name = new();
    private readonly DurabilityOption _durability = new();

    public RegisterWatchCommand() : base("watch", "Prints the value of a register, and again after each change, until Ctrl+C.")
    {
        Add(_name);
        Add(_durability);
    }

    public override IReadOnlyList<string> Examples => ["cluster register watch orders/limit", "cluster register watch orders/limit --json | jq .value"];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var name = context.Arguments.GetRequiredValue(_name);
        await using var connection = await context.ConnectAsync(cancellationToken);
        await foreach (var value in connection.Client.Registers.Get<string>(name, context.Arguments.GetValue(_durability)).WatchAsync(cancellationToken: cancellationToken))
        {
            if (context.Json)
            {
                context.WriteJsonLine(RegisterDocument.From(name, value), CliJson.Lines.RegisterDocument);
            }
            else
            {
                context.WriteLine(value.Exists ? $"{value.Version}  {value.Value}" : $"{value.Version}  (absent)");
                context.Terminal.Output.Flush();
            }
        }

        return ExitCode.Ok;
    }
}
