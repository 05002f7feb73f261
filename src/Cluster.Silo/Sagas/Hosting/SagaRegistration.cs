namespace Cluster.Silo.Sagas.Hosting;

/// <summary>A class derived from <see cref="Cluster.Sagas.Saga"/> that the silo is to run.</summary>
internal sealed record SagaRegistration(Type Type);
