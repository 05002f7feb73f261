using Cluster.Sagas;

namespace Cluster.Simulation.Sagas;

internal sealed record StepRequest(int Saga, int Step, SagaOperation Operation, long Attempt);

internal sealed record StepReply(StepRequest Request, StepAnswer Answer);

internal sealed record MessageRequest(string Key, int Saga, int Step);

internal sealed record MessageReply(MessageRequest Request);
