using Cluster.Sagas;

namespace Cluster.Cli.Sagas;

/// <summary>Sagas in words.</summary>
internal static class SagaText
{
    /// <summary>A text as a cell of a table shows it; nothing stays nothing.</summary>
    public static string Cell(string text, int width) => text.Length == 0 ? "" : KeyText.Display(text, width);

    /// <summary>What the saga is at, in a few words.</summary>
    public static string At(SagaStatus saga)
    {
        if (saga.Problem is { } problem)
            return $"! {problem}";
        var steps = saga.Steps.Where(step => step.State is SagaStepState.Running or SagaStepState.Compensating).ToList();
        return steps.Count == 0 ? saga.Failure ?? "" : string.Join(", ", steps.Select(step => step.IsStuck ? $"! {step.Name}: {step.Error}" : step.Name));
    }
}
