namespace Cluster.Sagas;

internal enum SagaAction
{
    Retry,
    Skip,
    Cancel,
}
