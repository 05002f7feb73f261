using System.CommandLine;
using Cluster.Cli.Json;
using Cluster.Sagas;

namespace Cluster.Cli.Sagas;

/// <summary><c>cluster saga retry</c>, <c>skip</c> and <c>cancel</c>.</summary>
internal sealed class SagaInterveneCommand : CliCommand
{
    private readonly SagaIdArgument _id = new();
    private readonly Argument<string?> _step;
    private readonly Option<string> _reason = new("--reason") { Description = "Why; kept with the saga.", HelpName = "TEXT", Required = true };
    private readonly Func<SagaHandle, string, string?, CancellationToken, Task> _do;

    private SagaInterveneCommand(string name, string description, ArgumentArity steps, Func<SagaHandle, string, string?, CancellationToken, Task> action) : base(name, description)
    {
        _do = action;
        _step = new Argument<string?>("STEP") { Description = "The step.", Arity = steps };
        Add(_id);
        if (steps.MaximumNumberOfValues > 0)
            Add(_step);
        Add(_reason);
    }

    public override IReadOnlyList<string> Examples => Name switch
    {
        "retry" => ["cluster saga retry trip-42 --reason 'the hotel answers again'"],
        "skip" => ["cluster saga skip trip-42 hotel --reason 'cancelled by phone, case 881'"],
        _ => ["cluster saga cancel trip-42 --reason 'the customer called'"],
    };

    public static SagaInterveneCommand Retry() => new(
        "retry", "Tries now what waits for its next attempt.", ArgumentArity.ZeroOrOne, (saga, reason, step, token) => saga.RetryAsync(reason, step, cancellationToken: token));

    public static SagaInterveneCommand Skip() => new(
        "skip", "Takes a step, or its compensation, as carried out.", ArgumentArity.ExactlyOne, (saga, reason, step, token) => saga.SkipAsync(step!, reason, cancellationToken: token));

    public static SagaInterveneCommand Cancel() => new(
        "cancel", "Turns a saga back: what may have happened is compensated.", ArgumentArity.Zero, (saga, reason, _, token) => saga.CancelAsync(reason, cancellationToken: token));

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var step = _step.Arity.MaximumNumberOfValues > 0 ? context.Arguments.GetValue(_step) : null;
        await using var connection = await context.ConnectAsync(cancellationToken);
        var saga = connection.Client.Sagas.Get(context.Arguments.GetRequiredValue(_id));
        await _do(saga, context.Arguments.GetRequiredValue(_reason), step, cancellationToken);
        var status = await saga.GetStatusAsync(cancellationToken);
        if (context.Json)
        {
            context.WriteDocument(status, CliJson.Documents.SagaStatus);
        }
        else
        {
            SagaShowCommand.Write(context, status);
        }

        return ExitCode.Ok;
    }
}
