namespace Cluster.Transactions.Declared;

/// <summary>A declared transaction that somebody waits for. The caller's gate guards it.</summary>
internal sealed class DeclaredWait(byte[] code)
{
    private readonly TaskCompletionSource<DeclaredAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public byte[] Code => code;

    /// <summary>Its number in the session; 0 before it was sent.</summary>
    public long Number { get; set; }

    /// <summary>Whether nobody waits for it any more.</summary>
    public bool IsGivenUp { get; set; }

    /// <summary>The session in which it was sent; 0 before it was.</summary>
    public long Session { get; set; }

    public TimeSpan SentAt { get; set; }

    public Task<DeclaredAnswer> Answer => _answer.Task;

    public void Complete(DeclaredAnswer answer) => _answer.TrySetResult(answer);
}
