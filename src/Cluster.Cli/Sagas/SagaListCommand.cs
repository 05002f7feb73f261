using System.CommandLine;
using System.Globalization;
using Cluster.Cli.Json;
using Cluster.Sagas;
using Spectre.Console;

namespace Cluster.Cli.Sagas;

/// <summary><c>cluster saga list</c>.</summary>
internal sealed class SagaListCommand : CliCommand
{
    private readonly Option<int> _limit = new("--limit")
    {
        Description = "How many at most, 1 to 1000.",
        HelpName = "N",
        DefaultValueFactory = _ => 20,
        CustomParser = WholeNumber.InRange("--limit", 1, 1000),
    };

    private readonly Option<bool> _attention = new("--attention") { Description = "Only those that an operator should look at." };

    public SagaListCommand() : base("list", "Lists sagas: those that have not ended first, then the newest.")
    {
        Add(_limit);
        Add(_attention);
    }

    public override IReadOnlyList<string> Examples => ["cluster saga list", "cluster saga list --attention --json | jq -r '.[].id'"];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var connection = await context.ConnectAsync(cancellationToken);
        var sagas = await connection.Client.Sagas.ListAsync(context.Arguments.GetValue(_limit), cancellationToken);
        if (context.Arguments.GetValue(_attention))
        {
            sagas = [.. sagas.Where(saga => saga.NeedsAttention)];
        }

        if (context.Json)
        {
            context.WriteDocument(sagas, CliJson.Documents.IReadOnlyListSagaStatus);
        }
        else if (sagas.Count == 0)
        {
            context.WriteLine(context.Arguments.GetValue(_attention) ? "No saga needs attention." : "No saga yet.");
        }
        else
        {
            Write(context, sagas);
        }

        return ExitCode.Ok;
    }

    private static void Write(CommandContext context, IReadOnlyList<SagaStatus> sagas)
    {
        var table = PlainTable.Create("SAGA", "KIND", "STATE", "STARTED (UTC)", "TOOK", "AT");
        var now = context.Terminal.Time.GetUtcNow();
        foreach (var saga in sagas)
        {
            table.AddRow(
                KeyText.Display(saga.Id, 60),
                saga.Kind,
                saga.State.ToString(),
                saga.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                Duration.Format((saga.EndedAt ?? now) - saga.StartedAt),
                SagaText.Cell(SagaText.At(saga), 60));
        }

        context.Terminal.OutputConsole().Write(table);
    }
}
