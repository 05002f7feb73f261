using System.ComponentModel;
using System.Text.Json;

namespace Cluster.Dashboard.Api;

/// <summary>A saga to be started.</summary>
/// <param name="Kind">Its name, see /api/sagas/kinds.</param>
/// <param name="Id">Its identity; under one that there is, nothing is started. A new one by default.</param>
/// <param name="State">Its first state.</param>
internal sealed record StartSaga(
    [property: Description("The saga's name, see /api/sagas/kinds.")] string Kind,
    [property: Description("Its identity; under one that there is, nothing is started. A new one by default.")] string? Id,
    [property: Description("Its first state, as its class has it.")] JsonElement State);
