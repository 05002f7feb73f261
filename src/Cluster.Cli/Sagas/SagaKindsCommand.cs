using Cluster.Cli.Json;
using Spectre.Console;

namespace Cluster.Cli.Sagas;

/// <summary><c>cluster saga kinds</c>.</summary>
internal sealed class SagaKindsCommand : CliCommand
{
    public SagaKindsCommand() : base("kinds", "Lists the sagas that can be started.")
    {
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var connection = await context.ConnectAsync(cancellationToken);
        var kinds = await connection.Client.Sagas.ListKindsAsync(cancellationToken);
        if (context.Json)
        {
            context.WriteDocument(kinds, CliJson.Documents.IReadOnlyListSagaKind);
            return ExitCode.Ok;
        }

        if (kinds.Count == 0)
        {
            context.WriteLine("The silos know no saga. Register one with siloBuilder.AddSaga<...>(), or name its assembly in Cluster:Sagas:Assemblies.");
            return ExitCode.Ok;
        }

        var table = PlainTable.Create("KIND", "VERSIONS", "STEPS");
        foreach (var kind in kinds)
            table.AddRow(kind.Name, string.Join(", ", kind.Versions), KeyText.Display(string.Join(", ", kind.Steps), 100));
        context.Terminal.OutputConsole().Write(table);
        return ExitCode.Ok;
    }
}
