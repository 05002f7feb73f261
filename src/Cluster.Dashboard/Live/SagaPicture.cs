using Cluster.Sagas;

namespace Cluster.Dashboard.Live;

/// <summary>The sagas at one moment.</summary>
/// <param name="Kinds">What can be started.</param>
/// <param name="Sagas">Those that have not ended first, then the newest.</param>
internal sealed record SagaPicture(IReadOnlyList<SagaKind> Kinds, IReadOnlyList<SagaStatus> Sagas);
