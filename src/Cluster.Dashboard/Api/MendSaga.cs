using System.ComponentModel;

namespace Cluster.Dashboard.Api;

/// <summary>What an operator does to a saga.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Step">The step.</param>
/// <param name="By">Who.</param>
internal sealed record MendSaga(
    [property: Description("Why; kept with the saga.")] string Reason,
    [property: Description("The step. Needed to skip; to retry, all that wait by default.")] string? Step,
    [property: Description("Who; kept with the saga.")] string? By);
