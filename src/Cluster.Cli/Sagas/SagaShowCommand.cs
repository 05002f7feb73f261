using Cluster.Cli.Json;
using Cluster.Sagas;
using Spectre.Console;

namespace Cluster.Cli.Sagas;

/// <summary><c>cluster saga show ID</c>.</summary>
internal sealed class SagaShowCommand : CliCommand
{
    private readonly SagaIdArgument _id = new();

    public SagaShowCommand() : base("show", "Shows a saga with its steps, its state and what operators did.") => Add(_id);

    public override IReadOnlyList<string> Examples => ["cluster saga show trip-42", "cluster saga show trip-42 --json | jq .steps"];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var connection = await context.ConnectAsync(cancellationToken);
        var saga = await connection.Client.Sagas.Get(context.Arguments.GetRequiredValue(_id)).GetStatusAsync(cancellationToken);
        if (context.Json)
        {
            context.WriteDocument(saga, CliJson.Documents.SagaStatus);
        }
        else
        {
            Write(context, saga);
        }

        return ExitCode.Ok;
    }

    internal static void Write(CommandContext context, SagaStatus saga)
    {
        var now = context.Terminal.Time.GetUtcNow();
        context.WriteLine($"{saga.Id}: {saga.Kind} {saga.Version}, {saga.State.ToString().ToLowerInvariant()} {(saga.IsFinal ? "after" : "for")} {Duration.Format((saga.EndedAt ?? now) - saga.StartedAt)}{(saga.Silo is { } silo ? $", on {silo}" : "")}");
        foreach (var line in new[] { saga.Failure is { } failure ? $"Turned back: {failure}" : null, saga.Problem is { } problem ? $"Problem: {problem}" : null, saga.Data is { } data ? $"State: {data}" : null })
        {
            if (line is not null)
                context.WriteLine(line);
        }

        context.WriteLine();
        var table = PlainTable.Create("STAGE", "STEP", "STATE", "ATTEMPTS", "ERROR");
        foreach (var step in saga.Steps)
        {
            table.AddRow(
                $"{step.Stage + 1}",
                step.IsPivot ? $"{step.Name} (pivot)" : step.Name,
                step.IsStuck ? $"{step.State} (stuck)" : step.State.ToString(),
                step.Attempts == 0 ? "" : $"{step.Attempts}",
                SagaText.Cell(step.Error ?? "", 80));
        }

        context.Terminal.OutputConsole().Write(table);
        foreach (var done in saga.Interventions)
            context.WriteLine($"{done.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}  {done.Action} {done.Step} by {done.By}: {done.Reason}");
    }
}
