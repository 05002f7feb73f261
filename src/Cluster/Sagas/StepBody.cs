using Orleans.Serialization;

namespace Cluster.Sagas;

/// <summary>The code of a step, whatever the type of its saga's state.</summary>
internal delegate Task<StepEnd> StepBody(
    SagaStepIdentity identity, int attempt, IServiceProvider services, Serializer serializer, byte[] data, CancellationToken cancellationToken);
