using Cluster.Cli.Json;
using Cluster.Sagas;

namespace Cluster.Cli.Sagas;

/// <summary><c>cluster saga watch ID</c>.</summary>
internal sealed class SagaWatchCommand : CliCommand
{
    private readonly SagaIdArgument _id = new();

    public SagaWatchCommand() : base("watch", "Tells each change of a saga to its end; exit code 1 when it was compensated.") => Add(_id);

    public override IReadOnlyList<string> Examples => ["cluster saga watch trip-42", "cluster saga watch trip-42 --json | jq .state"];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var connection = await context.ConnectAsync(cancellationToken);
        var state = SagaState.Running;
        Dictionary<string, SagaStepState> told = [];
        await foreach (var saga in connection.Client.Sagas.Get(context.Arguments.GetRequiredValue(_id)).WatchAsync(cancellationToken))
        {
            state = saga.State;
            if (context.Json)
            {
                context.WriteJsonLine(saga, CliJson.Lines.SagaStatus);
                continue;
            }

            foreach (var step in saga.Steps.Where(step => told.GetValueOrDefault(step.Name) != step.State))
            {
                told[step.Name] = step.State;
                context.WriteLine($"{step.Name}: {step.State.ToString().ToLowerInvariant()}{(step.Error is { } error ? $" ({error})" : "")}");
            }

            if (saga.IsFinal)
                context.WriteLine($"{saga.Id} is {saga.State.ToString().ToLowerInvariant()}{(saga.Failure is { } failure ? $": {failure}" : "")}.");
            context.Terminal.Output.Flush();
        }

        return state == SagaState.Completed ? ExitCode.Ok : ExitCode.Failed;
    }
}
