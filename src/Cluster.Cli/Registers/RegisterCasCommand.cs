using System.CommandLine;
using Cluster.Cli.Json;
using Cluster.Registers;

namespace Cluster.Cli.Registers;

/// <summary><c>cluster register cas NAME VERSION VALUE</c>: writes a register if it still has a version.</summary>
internal sealed class RegisterCasCommand : CliCommand
{
    private const string Absent = "none";

    private readonly RegisterNameArgument _name = new();
    private readonly DurabilityOption _durability = new();
    private readonly Argument<string> _value = new("VALUE") { Description = "The text to write." };

    private readonly Argument<RegisterVersion> _version = new("VERSION")
    {
        Description = $"The version that the register must have, as get prints it; {Absent} for an absent register.",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            try
            {
                return text == Absent ? RegisterVersion.None : RegisterVersion.Parse(text);
            }
            catch (FormatException e)
            {
                result.AddError(e.Message);
                return default;
            }
        },
    };

    public RegisterCasCommand() : base("cas", "Compare-and-set: writes a text if the register still has a version; ends with exit code 1 when it has not.")
    {
        Add(_name);
        Add(_durability);
        Add(_version);
        Add(_value);
    }

    public override IReadOnlyList<string> Examples => ["cluster register cas orders/limit none 100", "cluster register cas orders/limit 0.0.12 120"];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var name = context.Arguments.GetRequiredValue(_name);
        await using var connection = await context.ConnectAsync(cancellationToken);
        var result = await connection.Client.Registers.Get<string>(name, context.Arguments.GetValue(_durability))
            .CompareAndSetAsync(context.Arguments.GetValue(_version), context.Arguments.GetRequiredValue(_value), cancellationToken: cancellationToken);
        if (!result.Succeeded)
        {
            throw new CommandFailedException(
                ExitCode.Failed,
                $"Nothing was written: {RegisterNameArgument.Display(name)} {(result.Current.Exists ? "has" : "is absent, at")} version {result.Current.Version}.");
        }

        if (context.Json)
        {
            context.WriteDocument(RegisterDocument.From(name, result.Current), CliJson.Documents.RegisterDocument);
        }
        else
        {
            context.WriteLine($"Wrote {RegisterNameArgument.Display(name)}: version {result.Current.Version}.");
        }

        return ExitCode.Ok;
    }
}
