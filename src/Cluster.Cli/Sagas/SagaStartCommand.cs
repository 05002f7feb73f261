using System.CommandLine;
using Cluster.Cli.Json;
using Cluster.Sagas;

namespace Cluster.Cli.Sagas;

/// <summary><c>cluster saga start KIND ID</c>.</summary>
internal sealed class SagaStartCommand : CliCommand
{
    private readonly Argument<string> _kind = new("KIND") { Description = "The saga's name, see 'cluster saga kinds'." };
    private readonly SagaIdArgument _id = new();
    private readonly Option<string> _state = new("--state") { Description = "Its first state as JSON, or @FILE.", HelpName = "JSON", DefaultValueFactory = _ => "{}" };
    private readonly Option<bool> _wait = new("--wait") { Description = "Wait for the end; exit code 1 when it was compensated." };

    public SagaStartCommand() : base("start", "Starts a saga. Under an id that there is, nothing is started.")
    {
        Add(_kind);
        Add(_id);
        Add(_state);
        Add(_wait);
    }

    public override IReadOnlyList<string> Examples => ["cluster saga start TripSaga trip-42 --state '{\"traveller\":\"Ada\",\"destination\":\"Lisbon\"}' --wait"];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var state = context.Arguments.GetRequiredValue(_state);
        if (state.StartsWith('@'))
            state = await File.ReadAllTextAsync(context.Terminal.FullPath(state[1..]), cancellationToken);
        await using var connection = await context.ConnectAsync(cancellationToken);
        var saga = await connection.Client.Sagas.StartFromJsonAsync(
            context.Arguments.GetRequiredValue(_kind), context.Arguments.GetRequiredValue(_id), state, cancellationToken);
        context.WriteNote(saga.IsNew ? null : $"There is a saga {saga.Id}: nothing was started.");
        var status = context.Arguments.GetValue(_wait) ? await saga.WaitAsync(cancellationToken) : await saga.GetStatusAsync(cancellationToken);
        if (context.Json)
        {
            context.WriteDocument(status, CliJson.Documents.SagaStatus);
        }
        else
        {
            SagaShowCommand.Write(context, status);
        }

        return status.State == SagaState.Compensated && context.Arguments.GetValue(_wait) ? ExitCode.Failed : ExitCode.Ok;
    }
}
