using Cluster.Locks.Protocol;

namespace Cluster.Locks.Session;

internal static class LockErrors
{
    public static ClusterException Refused(LockTerms terms, LockReason reason, string? detail) => reason switch
    {
        LockReason.LimitDiffers => new LockRefusedException(
            $"A permit of a semaphore with a limit of {terms.Limit} was asked for, but {detail}. All users of a semaphore must agree on its limit."),
        LockReason.Deadlock => new DeadlockException(
            $"The {terms.Key} was not granted, since waiting for it would never have ended: {detail}. Let go of what is held, and begin anew."),
        _ => new LockRefusedException($"The lock {terms.Name} was refused: {reason}. {detail}"),
    };

    public static TimeoutException TimedOut(LockTerms terms, TimeSpan timeout) =>
        new($"The {terms.Key} could not be had within {timeout}. The request is withdrawn: it will not be granted later.");
}
