namespace Cluster.Sagas;

/// <summary>What names an attempt's step.</summary>
internal sealed record SagaStepIdentity(string SagaId, string Name, string Key, SagaOperation Operation);
